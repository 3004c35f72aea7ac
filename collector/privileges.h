/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The worker's way out of every privilege: what follows may touch hostile bytes. */
#pragma once

#include <sys/types.h>

/*
 * Drops groups, ids, capabilities and the way back to them, and installs the system call filter.
 * uid and gid must not be root's. Returns 0, or a negative errno, and then the caller must stop:
 * nothing of a crash may be interpreted with what is left.
 */
int privileges_drop(uid_t uid, gid_t gid);
