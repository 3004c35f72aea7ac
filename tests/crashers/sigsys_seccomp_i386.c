/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -m32 -I/usr/include/x86_64-linux-gnu */
/* sigsys_seccomp_i386: as sigsys_seccomp, of 32 bits. */
#include "tests/crashers/sigsys_seccomp.c"
