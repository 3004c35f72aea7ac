/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process whose memory only the core on stdin has: a security module (Yama's scope 3) refuses
 * /proc/PID/mem even to root, or /proc/PID is gone, or not proven to be that process. This alone
 * reads the core past its notes.
 */
#pragma once

#include "lib/capture/memory_snapshot.h"
#include "lib/elf/core/core_threads.h"
#include "lib/elf/process/memory_wishes.h"

/* True if no memory can come from /proc. The identity must have been decided. */
bool passing_capture_is_needed(const struct crash_capture *capture);

/* Fills the mappings from the notes, for a process whose /proc is not to be believed. */
void passing_capture_map(const struct core_threads *threads);

/*
 * Takes what is wanted out of the stream as it goes by, until its deadline, then plans from that
 * which modules and memory are wanted, as process_memory_plan() does. The siblings must have been
 * read. A soft error tells where the memory came from, another what cut it short.
 */
void passing_capture_take(struct core_threads *threads, const struct memory_wishes *wishes,
			  struct memory_snapshot *ret_snapshot);
