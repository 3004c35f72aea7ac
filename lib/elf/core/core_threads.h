/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns the core's notes into threads. The kernel writes the crashing thread's notes first, then
 * each sibling's, every group starting with NT_PRSTATUS (fs/binfmt_elf.c). GDB's gcore does the
 * same, but writes some notes of the process before the first group and others behind the last, and
 * an NT_SIGINFO for every thread.
 */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/elf/core/core_head.h"

struct core_threads {
	struct core_head *head;	       /* borrowed */
	struct core_stream *stream;    /* borrowed */
	struct crash_capture *capture; /* borrowed */
	struct core_note next; /* the NT_PRSTATUS that ended the group before, if has_next */
	bool has_next;
	bool ended;	    /* the last note was read: all threads have been seen */
	struct bytes auxv;  /* NT_AUXV */
	struct bytes files; /* NT_FILE, if it is within the head's limit */
};

void core_threads_init(struct core_threads *threads, struct core_head *head,
		       struct core_stream *stream, struct crash_capture *capture);

/*
 * Reads the crashing thread's group, with what the notes say of the process, into a capture without
 * threads. Its name is the one that the kernel passed, comm. The signal is that of NT_SIGINFO,
 * or, where nobody told one, pr_cursig. Returns 0 or a negative errno; what was read until then
 * stays.
 */
int core_threads_read_crashing(struct core_threads *threads);

/* Reads all siblings, which have no names yet. Returns 0 or a negative errno, likewise. */
int core_threads_read_siblings(struct core_threads *threads);
