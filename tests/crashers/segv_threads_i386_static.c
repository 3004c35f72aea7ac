/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -m32 -I/usr/include/x86_64-linux-gnu -static */
/* build: tests/crashers/shared/known_registers_i386.c tests/crashers/shared/parked_threads.c */
/* segv_threads_i386_static: as segv_threads_static, of 32 bits. */
#include "tests/crashers/segv_threads.c"
