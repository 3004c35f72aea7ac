/* SPDX-License-Identifier: GPL-2.0-or-later */
/* May the user whose program crashed read the report? Not before that is proven. */
#pragma once

#include <stdbool.h>

#include "lib/capture/crash_capture.h"

/*
 * True if a person crashed a program that was altogether that person's own, so that the report
 * tells nothing which ptrace(2) would not have (kernel/ptrace.c: __ptrace_may_access(), and
 * security/commoncap.c: cap_ptrace_access_check()). All of this must be known, and so:
 *
 * - /proc is the process on stdin;
 * - the kernel's %d is 1. It is 2 or the process dumps no core once it executed a file that it may
 *   not read, or changed an id or gained a capability since (kernel/cred.c: commit_creds());
 * - AT_SECURE is 0: the program was not set-user-id, set-group-id, or of file capabilities;
 * - real, effective, saved and file system uid are the same, and the same as when the program was
 *   executed (AT_UID, AT_EUID), and so are the gids: with fs.suid_dumpable=1 %d does not tell;
 * - it holds no capability, which ambient ones (capabilities(7)) would give without AT_SECURE;
 * - it is in init's user namespace: in another one it may be the owner of that who may trace it;
 * - uid is a person's, as report_access_is_person() says. A group of the system is no person's,
 *   either, but for "users": somebody was let into it for this program (sudo -g).
 */
bool owner_may_read(const struct crash_capture *capture);
