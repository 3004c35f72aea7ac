/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gives the threads that the core's notes tell of the names and numbers that /proc tells. */
#pragma once

#include <stdbool.h>

#include "lib/capture/crash_capture.h"

/*
 * named holds one thread, both tids and name, for each in /proc/PID/task; it is sorted. The notes
 * know a thread by its tid in the process's own pid namespace; one that is named without that, as
 * 0, is none of theirs. If the notes were all read, a thread that has none had ended before and is
 * left out; else it is added, without registers.
 */
void thread_names_apply(struct crash_capture *capture, struct crash_capture *named,
			bool notes_are_complete);
