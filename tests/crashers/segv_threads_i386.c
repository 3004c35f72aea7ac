/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -m32 -I/usr/include/x86_64-linux-gnu */
/* build: tests/crashers/shared/known_registers_i386.c tests/crashers/shared/parked_threads.c */
/* segv_threads_i386: as segv_threads, of 32 bits. */
#include "tests/crashers/segv_threads.c"
