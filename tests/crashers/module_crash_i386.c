/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -m32 -I/usr/include/x86_64-linux-gnu -shared -fPIC */
/* module_crash_i386: as module_crash, of 32 bits. */
#include "tests/crashers/module_crash.c"
