/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -static */
/* build: tests/crashers/shared/known_registers.c tests/crashers/shared/parked_threads.c */
/* segv_threads_static: as segv_threads, but with no dynamic linker and no link_map. */
#include "tests/crashers/segv_threads.c"
