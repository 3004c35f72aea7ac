/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/memory_wishes.h"

#include <errno.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/base/checked_math.h"

#define STACK_MAPPINGS_MAX 64U /* that one stack is made of, by mprotect(2) and the like */

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

/* Adds [start, end) but for the strings of the environment, and what else is hidden. */
static void add_outside_strings(const struct memory_wishes *wishes, uint64_t start, uint64_t end,
				enum memory_kind kind)
{
	struct crash_capture *capture = wishes->capture;
	int r = 0;

	while (start < end && r == 0) {
		uint64_t stop = min_u64(end, memory_permit_hidden_from(&wishes->permit, start));

		r = memory_plan_add(&capture->memory, start, stop - start, kind);
		start = memory_permit_hidden_until(&wishes->permit, stop);
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
			add_outside_strings(wishes, max_u64(start, mapping->start),
					    min_u64(end, mapping->end), kind);
	}
}

/* True if the mapping at index i is followed without a gap by one that may be the same stack's. */
static bool goes_on(const struct crash_capture *capture, size_t i)
{
	const struct capture_mapping *mapping = &capture->mappings[i], *next = mapping + 1;

	return i + 1 < capture->n_mappings && next->start == mapping->end &&
	       (next->flags & MAPPING_READ) && (next->flags & MAPPING_WRITE);
}

/* The end of the memory without a gap from the mapping at index i on; parts may be excluded. */
static uint64_t contiguous_end(const struct memory_wishes *wishes, size_t i)
{
	const struct crash_capture *capture = wishes->capture;
	uint64_t end = capture->mappings[i].end;
	size_t last = (size_t)min_u64(capture->n_mappings, i + STACK_MAPPINGS_MAX);

	for (i++; i < last; i++) {
		if (!goes_on(capture, i - 1))
			break;
		end = capture->mappings[i].end;
	}
	return end;
}

/*
 * Where a stack is. Its mapping may touch others: parts of the same stack, split off by mprotect(2)
 * or madvise(2), or what has nothing to do with it. Nothing tells which, so both ends are kept.
 */
struct stack_extent {
	uint64_t start;
	uint64_t mapping_end; /* of the mapping that it starts in */
	uint64_t end;	      /* of all that touch each other from there on */
};

/*
 * A stack starts at its stack pointer, less the red zone. A stack pointer in a guard page or below
 * it has overflowed: the stack is above. It ends at the latest where hidden strings start.
 */
static bool find_stack(const struct memory_wishes *wishes, uint64_t stack_pointer,
		       struct stack_extent *ret_stack)
{
	const struct crash_capture *capture = wishes->capture;
	const struct register_table *table = wishes->head->registers;
	uint64_t lowest = saturating_sub_u64(stack_pointer, table ? table->red_zone : 0);
	uint64_t highest = saturating_add_u64(stack_pointer, LIMIT_STACK_SEARCH);
	size_t i = crash_capture_first_mapping_above(capture, stack_pointer);
	uint64_t limit;

	while (i < capture->n_mappings && capture->mappings[i].start <= highest &&
	       !is_readable(wishes, &capture->mappings[i])) {
		/* A guard page, or what is excluded: the stack may go on behind it. */
		if ((capture->mappings[i].flags & MAPPING_READ) && !goes_on(capture, i))
			return false;
		i++;
	}
	if (i == capture->n_mappings || capture->mappings[i].start > highest)
		return false;
	ret_stack->start = max_u64(lowest, capture->mappings[i].start);
	limit = memory_permit_hidden_from(&wishes->permit, ret_stack->start);
	if (limit == ret_stack->start)
		limit = UINT64_MAX;
	ret_stack->mapping_end = min_u64(capture->mappings[i].end, limit);
	ret_stack->end = min_u64(contiguous_end(wishes, i), limit);
	return true;
}

/* True if a stack pointer is in memory that may not be read. */
static bool is_excluded(const struct memory_wishes *wishes, uint64_t stack_pointer)
{
	const struct capture_mapping *mapping =
		crash_capture_find_mapping(wishes->capture, stack_pointer);

	return mapping && (mapping->flags & MAPPING_READ) && !is_readable(wishes, mapping);
}

/* At most budget bytes of it, the red zone not counted. */
static void place_stack(struct capture_thread *thread, const struct stack_extent *stack,
			uint64_t budget)
{
	budget += saturating_sub_u64(thread->stack_pointer, stack->start);
	thread->stack_start = stack->start;
	thread->stack_size = min_u64(stack->end - stack->start, budget);
}

/* Wants at most budget bytes of a thread's stack, the red zone not counted. False without one. */
static bool add_stack(const struct memory_wishes *wishes, struct capture_thread *thread,
		      uint64_t budget, enum memory_kind kind, struct stack_extent *ret_stack)
{
	struct crash_capture *capture = wishes->capture;

	bool is_found = find_stack(wishes, thread->stack_pointer, ret_stack);

	if (is_excluded(wishes, thread->stack_pointer))
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_excluded_memory, thread->name, 0);
	else if (!is_found)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_stack_unmapped, thread->name, 0);
	if (!is_found)
		return false;
	place_stack(thread, ret_stack, budget);
	memory_wishes_add(wishes, thread->stack_start, thread->stack_size, kind);
	return true;
}

bool memory_wishes_has_stack(const struct memory_wishes *wishes, uint64_t stack_pointer)
{
	struct stack_extent stack;

	return find_stack(wishes, stack_pointer, &stack);
}

void memory_wishes_add_stack_at(const struct memory_wishes *wishes, uint64_t stack_pointer)
{
	struct stack_extent stack;

	if (find_stack(wishes, stack_pointer, &stack))
		memory_wishes_add(wishes, stack.start,
				  min_u64(stack.end - stack.start, BUDGET_CRASHING_STACK),
				  MEMORY_STACK);
}

/*
 * A stack pointer that leads to no stack is what went wrong: the frame pointer may still know where
 * the stack is.
 */
static void add_stack_of_frame_pointer(const struct memory_wishes *wishes)
{
	const struct capture_thread *thread = &wishes->capture->threads[0];
	const struct register_table *table = wishes->head->registers;
	const struct capture_mapping *mapping =
		crash_capture_find_mapping(wishes->capture, thread->stack_start);

	if (!table || (thread->stack_size > 0 && mapping && (mapping->flags & MAPPING_WRITE)))
		return;
	memory_wishes_add_stack_at(wishes,
				   bytes_uint_at(thread->registers.prstatus,
						 table->frame_pointer_offset, table->word_size));
}

/* The end of a stack of which the part below reached is wanted already. */
static void add_base(const struct memory_wishes *wishes, uint64_t reached, uint64_t end)
{
	uint64_t size = min_u64(saturating_sub_u64(end, reached), BUDGET_CRASHING_STACK_BASE);

	memory_wishes_add(wishes, end - size, size, MEMORY_CRASHING_STACK_BASE);
}

void memory_wishes_place_crashing_stack(const struct memory_wishes *wishes)
{
	struct capture_thread *thread = &wishes->capture->threads[0];
	struct stack_extent stack;

	if (find_stack(wishes, thread->stack_pointer, &stack))
		place_stack(thread, &stack, BUDGET_CRASHING_STACK);
}

void memory_wishes_add_crashing_stack(const struct memory_wishes *wishes)
{
	struct capture_thread *thread = &wishes->capture->threads[0];
	struct stack_extent stack;

	if (add_stack(wishes, thread, BUDGET_CRASHING_STACK, MEMORY_CRASHING_STACK, &stack)) {
		uint64_t reached = thread->stack_start + thread->stack_size;

		add_base(wishes, reached, stack.mapping_end);
		add_base(wishes, max_u64(reached, stack.mapping_end), stack.end);
	}
	add_stack_of_frame_pointer(wishes);
}

void memory_wishes_add_stacks(const struct memory_wishes *wishes)
{
	struct crash_capture *capture = wishes->capture;
	struct stack_extent stack;
	uint64_t budget;

	if (capture->n_threads < 2)
		return;
	budget = min_u64(BUDGET_STACK, BUDGET_ALL_STACKS / (capture->n_threads - 1));
	budget = max_u64(budget, BUDGET_STACK_MINIMUM);
	for (size_t i = 1; i < capture->n_threads && i < LIMIT_THREADS_WITH_STACK; i++)
		if (capture->threads[i].source != REGISTERS_NONE)
			(void)add_stack(wishes, &capture->threads[i], budget, MEMORY_STACK, &stack);
	if (capture->n_threads > LIMIT_THREADS_WITH_STACK)
		soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_too_many, "stacks", E2BIG,
				      capture->n_threads - LIMIT_THREADS_WITH_STACK);
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
