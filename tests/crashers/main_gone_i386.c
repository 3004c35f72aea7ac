/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -m32 -I/usr/include/x86_64-linux-gnu */
/* build: tests/crashers/shared/known_registers_i386.c tests/crashers/shared/parked_threads.c */
/* main_gone_i386: as main_gone, of 32 bits. */
#include "tests/crashers/main_gone.c"
