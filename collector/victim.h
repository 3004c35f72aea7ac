/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process that is dying, as the collector's stages get to know it. Where it came from, a
 * core_pattern pipe or another channel, no stage can tell.
 */
#pragma once

#include "coredump-pattern/specifiers.h"
#include "lib/capture/crash_capture.h"

struct victim {
	int in;	   /* the core: the kernel waits until nobody holds this any more */
	int pidfd; /* of the thread-group leader, or NO_FD */
	int proc;  /* the directory /proc/PID/task/TID of the crashing thread, or /proc/PID */
	int task;  /* the directory /proc/PID/task */
	int mem;   /* its memory, or NO_FD */
	int smaps; /* its mappings with their flags, or NO_FD */
	int texts[TEXT_END_]; /* files still to be read, by enum capture_text, or NO_FD */
	struct core_arguments ids;
};

/* All descriptors NO_FD. */
void victim_init(struct victim *victim);

/* Closes every descriptor that leads to the process: it may be reaped then. */
void victim_let_go(struct victim *victim);

/* Lets the process go on to its end, while its opened files may still be read: closes the core. */
void victim_hang_up(struct victim *victim);
