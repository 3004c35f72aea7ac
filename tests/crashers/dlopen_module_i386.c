/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -m32 -I/usr/include/x86_64-linux-gnu -ldl */
/* dlopen_module_i386: as dlopen_module, of 32 bits. */
#include "tests/crashers/dlopen_module.c"
