/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -shared -fPIC -Wl,--build-id=none */
/* module_crash_long_id: as module_crash, with a build-id of 64 bytes: 0, 1, 2, ... */
#include "tests/crashers/module_crash.c"

__asm__(".pushsection .note.long-build-id, \"a\", @note\n"
	".balign 4\n"
	".long 4, 64, 3\n" /* the sizes of name and description; NT_GNU_BUILD_ID */
	".asciz \"GNU\"\n"
	".set i, 0\n"
	".rept 64\n"
	".byte i\n"
	".set i, i + 1\n"
	".endr\n"
	".popsection\n");
