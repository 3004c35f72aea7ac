/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -m32 -I/usr/include/x86_64-linux-gnu */
/* killed_by_other_i386: as killed_by_other, of 32 bits. */
#include "tests/crashers/killed_by_other.c"
