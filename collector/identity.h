/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose data is it? What comes on stdin is the kernel's word on the process that died. What comes
 * from /proc belongs to whoever has that number now: it is believed only if both agree.
 */
#pragma once

#include <stdbool.h>

#include "lib/base/bytes.h"
#include "lib/capture/crash_capture.h"

/*
 * True if /proc shows the process on stdin: the same auxiliary vector, which holds random
 * addresses, and, where /proc/PID/stat tells them, the crashing thread's same stack and instruction
 * pointers.
 */
bool identity_matches(const struct crash_capture *capture, struct bytes core_auxv);

/* Throws all data of /proc away but what the kernel passed as arguments; says so. */
void identity_discard_proc(struct crash_capture *capture);

/* Throws away what was copied of a process that is not the one on stdin, but its soft errors. */
void identity_discard_facts(struct crash_capture *facts);

/* True if the process has not been reaped. pidfd may be NO_FD: then nothing is known, and false. */
bool identity_still_holds(int pidfd);
