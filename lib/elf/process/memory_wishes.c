/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/memory_wishes.h"

#include <errno.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/base/checked_math.h"

#define STACK_SEARCH	   (1 * MIB) /* above a stack pointer that is in no mapping */
#define STACK_MAPPINGS_MAX 64U	     /* that one stack is made of, by mprotect(2) and the like */

void memory_wishes_init(struct memory_wishes *wishes, struct crash_capture *capture,
			const struct core_head *head)
{
	wishes->capture = capture;
	wishes->head = head;
	memory_permit_init(&wishes->permit, capture, head);
}

static bool is_readable(const struct memory_wishes *wishes, const struct capture_mapping *mapping)
{
	return memory_permit_mapping(&wishes->permit, mapping);
}

/* Adds [start, end) but for the environment's strings. */
static void add_outside_environ(const struct memory_wishes *wishes, uint64_t start, uint64_t end,
				enum memory_kind kind)
{
	struct crash_capture *capture = wishes->capture;
	uint64_t hidden_start = max_u64(start, wishes->permit.environ_start);
	uint64_t hidden_end = min_u64(end, wishes->permit.environ_end);
	int r;

	if (hidden_start >= hidden_end) {
		r = memory_plan_add(&capture->memory, start, end - start, kind);
	} else {
		r = memory_plan_add(&capture->memory, start, hidden_start - start, kind);
		if (r == 0)
			r = memory_plan_add(&capture->memory, hidden_end, end - hidden_end, kind);
	}
	if (r < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_too_many, "memory ranges", r);
}

void memory_wishes_add(const struct memory_wishes *wishes, uint64_t start, uint64_t size,
		       enum memory_kind kind)
{
	const struct crash_capture *capture = wishes->capture;
	uint64_t end = saturating_add_u64(start, size);

	for (size_t i = crash_capture_first_mapping_above(capture, start); i < capture->n_mappings;
	     i++) {
		const struct capture_mapping *mapping = &capture->mappings[i];

		if (mapping->start >= end)
			break;
		if (is_readable(wishes, mapping))
			add_outside_environ(wishes, max_u64(start, mapping->start),
					    min_u64(end, mapping->end), kind);
	}
}

/* The end of the memory that is readable without a gap from the mapping at index i on. */
static uint64_t contiguous_end(const struct memory_wishes *wishes, size_t i)
{
	const struct crash_capture *capture = wishes->capture;
	uint64_t end = capture->mappings[i].end;
	size_t last = (size_t)min_u64(capture->n_mappings, i + STACK_MAPPINGS_MAX);

	for (i++; i < last; i++) {
		const struct capture_mapping *mapping = &capture->mappings[i];

		if (mapping->start != end || !is_readable(wishes, mapping) ||
		    !(mapping->flags & MAPPING_WRITE))
			break;
		end = mapping->end;
	}
	return end;
}

/*
 * Where a thread's stack starts and ends: from its stack pointer, less the red zone, to the end of
 * its mapping. A stack pointer in a guard page or below it has overflowed: the stack is above.
 */
static bool find_stack(const struct memory_wishes *wishes, uint64_t stack_pointer,
		       uint64_t *ret_start, uint64_t *ret_end)
{
	const struct crash_capture *capture = wishes->capture;
	const struct register_table *table = wishes->head->registers;
	uint64_t lowest = saturating_sub_u64(stack_pointer, table ? table->red_zone : 0);
	uint64_t highest = saturating_add_u64(stack_pointer, STACK_SEARCH);
	size_t i = crash_capture_first_mapping_above(capture, stack_pointer);

	while (i < capture->n_mappings && capture->mappings[i].start <= highest &&
	       !is_readable(wishes, &capture->mappings[i]))
		i++;
	if (i == capture->n_mappings || capture->mappings[i].start > highest)
		return false;
	*ret_start = max_u64(lowest, capture->mappings[i].start);
	*ret_end = contiguous_end(wishes, i);
	if (wishes->permit.environ_start > *ret_start)
		*ret_end = min_u64(*ret_end, wishes->permit.environ_start);
	return true;
}

/*
 * Wants at most budget bytes of a thread's stack, the red zone not counted; returns where the whole
 * stack ends, or 0.
 */
static uint64_t add_stack(const struct memory_wishes *wishes, struct capture_thread *thread,
			  uint64_t budget, enum memory_kind kind)
{
	struct crash_capture *capture = wishes->capture;
	uint64_t start, end;

	if (!find_stack(wishes, thread->stack_pointer, &start, &end)) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_stack_unmapped, thread->name, 0);
		return 0;
	}
	budget += saturating_sub_u64(thread->stack_pointer, start);
	thread->stack_start = start;
	thread->stack_size = min_u64(end - start, budget);
	memory_wishes_add(wishes, thread->stack_start, thread->stack_size, kind);
	return end;
}

void memory_wishes_add_crashing_stack(const struct memory_wishes *wishes)
{
	struct capture_thread *thread = &wishes->capture->threads[0];
	uint64_t end = add_stack(wishes, thread, BUDGET_CRASHING_STACK, MEMORY_CRASHING_STACK);
	uint64_t reached = thread->stack_start + thread->stack_size;

	if (end > reached) {
		uint64_t size = min_u64(end - reached, BUDGET_CRASHING_STACK_BASE);

		memory_wishes_add(wishes, end - size, size, MEMORY_CRASHING_STACK_BASE);
	}
}

bool memory_wishes_has_stack(const struct memory_wishes *wishes, uint64_t stack_pointer)
{
	uint64_t start, end;

	return find_stack(wishes, stack_pointer, &start, &end);
}

void memory_wishes_add_stack_at(const struct memory_wishes *wishes, uint64_t stack_pointer)
{
	uint64_t start, end;

	if (find_stack(wishes, stack_pointer, &start, &end))
		memory_wishes_add(wishes, start, min_u64(end - start, BUDGET_CRASHING_STACK),
				  MEMORY_STACK);
}

void memory_wishes_add_stacks(const struct memory_wishes *wishes)
{
	struct crash_capture *capture = wishes->capture;
	uint64_t budget;

	if (capture->n_threads < 2)
		return;
	budget = min_u64(BUDGET_STACK, BUDGET_ALL_STACKS / (capture->n_threads - 1));
	budget = max_u64(budget, BUDGET_STACK_MINIMUM);
	for (size_t i = 1; i < capture->n_threads && i < LIMIT_THREADS_WITH_STACK; i++)
		if (capture->threads[i].source != REGISTERS_NONE)
			(void)add_stack(wishes, &capture->threads[i], budget, MEMORY_STACK);
}

void memory_wishes_add_instructions_at(const struct memory_wishes *wishes, uint64_t address)
{
	memory_wishes_add(wishes, saturating_sub_u64(address, WINDOW_INSTRUCTIONS / 2),
			  WINDOW_INSTRUCTIONS, MEMORY_INSTRUCTIONS);
}

void memory_wishes_add_instructions(const struct memory_wishes *wishes)
{
	const struct crash_capture *capture = wishes->capture;
	uint64_t last = 0;

	for (size_t i = 0; i < capture->n_threads; i++) {
		uint64_t ip = capture->threads[i].instruction_pointer;

		/* Most threads wait at one and the same instruction. */
		if (ip == last)
			continue;
		last = ip;
		memory_wishes_add_instructions_at(wishes, ip);
	}
}

void memory_wishes_add_registers(const struct memory_wishes *wishes)
{
	const struct register_table *table = wishes->head->registers;
	const struct crash_capture *capture = wishes->capture;
	struct bytes prstatus;

	if (!table || capture->n_threads == 0)
		return;
	prstatus = capture->threads[0].registers.prstatus;
	for (size_t i = 0; i + table->word_size <= table->regs_size; i += table->word_size) {
		uint64_t value = bytes_uint_at(prstatus, table->regs_offset + i, table->word_size);

		if (value >= LOWEST_POINTER)
			memory_wishes_add(wishes, value - WINDOW_BEFORE_REGISTER,
					  WINDOW_BEFORE_REGISTER + WINDOW_AFTER_REGISTER,
					  MEMORY_BEHIND_REGISTER);
	}
}
