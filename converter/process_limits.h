/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the converter may take from the machine when nobody waits for it, and what it may touch. */
#pragma once

#include <sys/types.h>

/*
 * Lowest priority for processor and disk, files for their owner alone, no core dump of its own: a
 * crash of the converter would start the collector, and that the converter. What the system refuses
 * is left out.
 */
void process_limits_background(void);

/* Bounds on memory, processor time and file size, for a process that reads one hostile input. */
void process_limits_hostile_input(void);

/*
 * Gives up root for good, if the caller is root: nothing of a crash is interpreted with privileges.
 * uid must not be root's then (-EPERM). Returns 0 or a negative errno: the caller must stop.
 */
int process_limits_drop_root(uid_t uid, gid_t gid);
