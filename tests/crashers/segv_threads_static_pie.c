/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -static-pie -fPIE */
/* build: tests/crashers/shared/known_registers.c tests/crashers/shared/parked_threads.c */
/* segv_threads_static_pie: as segv_threads, but with no dynamic linker, and at a random address. */
#include "tests/crashers/segv_threads.c"
