/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -m32 -I/usr/include/x86_64-linux-gnu */
/* abort_call_i386: as abort_call, of 32 bits. */
#include "tests/crashers/abort_call.c"
