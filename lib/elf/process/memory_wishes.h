/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decides which memory of the dying process is wanted, and never wants what must not be read:
 * unmapped or unreadable addresses, memory that the program excluded from dumps (MADV_DONTDUMP),
 * the strings of its environment.
 */
#pragma once

#include "lib/elf/process/memory_permit.h"

struct memory_wishes {
	struct crash_capture *capture; /* borrowed: mappings in, plan out */
	const struct core_head *head;  /* borrowed */
	struct memory_permit permit;
};

void memory_wishes_init(struct memory_wishes *wishes, struct crash_capture *capture,
			const struct core_head *head);

/* Wants what may be read of a range. */
void memory_wishes_add(const struct memory_wishes *wishes, uint64_t start, uint64_t size,
		       enum memory_kind kind);

/* Only tells where the crashing thread's stack is, before any of it can be had. */
void memory_wishes_place_crashing_stack(const struct memory_wishes *wishes);

/* Wants the crashing thread's stack, both ends if it is deep. It must be the first thread. */
void memory_wishes_add_crashing_stack(const struct memory_wishes *wishes);

/* True if a stack pointer leads to a stack, perhaps one that has overflowed. */
bool memory_wishes_has_stack(const struct memory_wishes *wishes, uint64_t stack_pointer);

/* Wants a stack that is no thread's now, as much as of the crashing thread's. */
void memory_wishes_add_stack_at(const struct memory_wishes *wishes, uint64_t stack_pointer);

/* Wants the other threads' stacks, within one budget for all. */
void memory_wishes_add_stacks(const struct memory_wishes *wishes);

/* Wants the bytes around an address that was executed. */
void memory_wishes_add_instructions_at(const struct memory_wishes *wishes, uint64_t address);

/* Wants the bytes around every thread's instruction pointer. */
void memory_wishes_add_instructions(const struct memory_wishes *wishes);

/* Wants what the crashing thread's registers point to. */
void memory_wishes_add_registers(const struct memory_wishes *wishes);
