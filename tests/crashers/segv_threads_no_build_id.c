/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -Wl,--build-id=none */
/* build: tests/crashers/shared/known_registers.c tests/crashers/shared/parked_threads.c */
/* segv_threads_no_build_id: as segv_threads, but with no note that says which build it is. */
#include "tests/crashers/segv_threads.c"
