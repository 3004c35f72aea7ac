/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -m32 -I/usr/include/x86_64-linux-gnu tests/crashers/shared/main_thread.c */
/* stack_overflow_i386: as stack_overflow, of 32 bits. */
#include "tests/crashers/stack_overflow.c"
