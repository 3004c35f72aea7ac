/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gives the threads that the core's notes tell of the names that /proc tells. */
#pragma once

#include <stdbool.h>

#include "lib/capture/crash_capture.h"

/*
 * named holds one thread, tid and name, for each in /proc/PID/task; it is sorted. If the notes were
 * all read, a thread that has none had ended before and is left out; else it is added, without
 * registers. Numbers are compared only where the notes count as /proc does, in init's namespace.
 */
void thread_names_apply(struct crash_capture *capture, struct crash_capture *named,
			bool notes_are_complete);
