/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who the threads of a dying process are, copied from /proc before the hang-up. */
#pragma once

#include "collector/victim.h"

/*
 * Adds one thread, with no registers yet, for each in /proc/PID/task: name, tid, and the tid in the
 * process's own pid namespace, by which the core's notes know it; 0 if that cannot be had.
 */
void copied_threads(const struct victim *victim, struct crash_capture *capture);
