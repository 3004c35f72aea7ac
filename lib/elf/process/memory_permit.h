/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which memory of the dying process may be read: what is mapped readable, but for what the program
 * excluded from dumps (MADV_DONTDUMP), the strings of its environment, and those of its arguments
 * if the owner of the machine wants that.
 */
#pragma once

#include <stdbool.h>

#include "lib/capture/crash_capture.h"
#include "lib/elf/core/core_head.h"

enum hidden_strings {
	HIDDEN_ENVIRON,
	HIDDEN_ARGUMENTS,
	HIDDEN_STRINGS,
};

struct hidden_range {
	uint64_t start, end; /* empty unless start < end */
};

struct memory_permit {
	const struct crash_capture *capture;	    /* borrowed: mappings, stat, auxv */
	const struct core_head *head;		    /* borrowed */
	struct hidden_range hidden[HIDDEN_STRINGS]; /* never read */
	bool uses_marks;      /* the core does not tell what is excluded: the mappings' flags do, */
	uint64_t marks_until; /* below this address */
	uint64_t stack;	      /* address of the one mapping that is read in spite of all, or 0 */
	bool has_private;     /* the core holds private memory: its filter let that through */
};

/*
 * Takes the environment's place from texts[TEXT_stat] (proc(5), env_start and env_end), or, if that
 * is not known, everything above the kernel's random bytes on the main thread's stack, or else all
 * of that. Mappings and program headers must be there.
 */
void memory_permit_init(struct memory_permit *permit, const struct crash_capture *capture,
			const struct core_head *head);

/*
 * Hides the strings of the arguments as those of the environment, by arg_start and arg_end. Before
 * anything is read.
 */
void memory_permit_hide_arguments(struct memory_permit *permit);

/* The first address from this one on that is hidden; UINT64_MAX if there is none. */
uint64_t memory_permit_hidden_from(const struct memory_permit *permit, uint64_t address);

/* The first address behind the strings that hide this one: itself if it is not hidden. */
uint64_t memory_permit_hidden_until(const struct memory_permit *permit, uint64_t address);

/*
 * True if the core's program headers do not tell what the process excluded: the core holds nothing
 * of the stack. stack_pointer may be just below its stack, which overflowed.
 */
bool memory_permit_needs_marks(const struct memory_permit *permit, uint64_t stack_pointer);

/*
 * What is excluded is taken from the mappings' flags, which are told below until. Above, and
 * everywhere if until is 0, only the stack's own mapping is read: unless that was excluded itself,
 * which a core tells that holds other private memory.
 */
void memory_permit_use_marks(struct memory_permit *permit, uint64_t until, uint64_t stack_pointer);

/* True if the mapping may be read, but for the hidden strings in it. */
bool memory_permit_mapping(const struct memory_permit *permit,
			   const struct capture_mapping *mapping);

/* How many of size bytes from address on may be read, 0 for none. */
uint64_t memory_permit_span(const struct memory_permit *permit, uint64_t address, uint64_t size);
