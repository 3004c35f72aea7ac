/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory with everything overwritten but what a backtrace needs: of stacks and other data, only the
 * words are kept that point into a file's mapping, executable memory, or a stack. Code and
 * constants of modules, which hold nothing of what a program worked on, are as they are.
 */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

/* In place of a word, its low half where words have 4 bytes: as Breakpad and Crashpad do. */
#define SANITIZED_WORD 0x0defaced0defacedULL

struct sanitized_memory {
	struct memory_reader reader;	     /* first */
	struct memory_reader *source;	     /* borrowed */
	const struct crash_capture *capture; /* borrowed: class, mappings, modules, threads */
	bool *is_target;		     /* of the mappings: words may point there */
	size_t n_mappings;		     /* that is_target tells of */
};

/*
 * Takes the threads, mappings and modules that are known now. If it returns -ENOMEM, nothing is a
 * pointer and the reader overwrites every word of data.
 */
int sanitized_memory_init(struct sanitized_memory *memory, struct memory_reader *source,
			  const struct crash_capture *capture);
void sanitized_memory_done(struct sanitized_memory *memory);

/*
 * Leaves out of the capture's plan all but stacks, the bytes around instruction pointers, and the
 * headers and constants of modules: data that registers point to, and the dynamic linker's lists.
 */
void sanitized_memory_choose(struct crash_capture *capture);
