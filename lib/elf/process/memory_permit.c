/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/memory_permit.h"

#include <elf.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/capture/auxv.h"
#include "lib/capture/text_fields.h"

#define MODULE_PARTS_MAX 16 /* mappings of one file, to either side */

#define RANDOM_BYTES 16 /* behind AT_RANDOM, and below the strings (getauxval(3)) */

/* Field numbers of proc(5), "/proc/pid/stat". */
#define STAT_ARG_START 48
#define STAT_ARG_END   49
#define STAT_ENV_START 50
#define STAT_ENV_END   51

static void hide_main_stack(const struct crash_capture *capture, struct hidden_range *ret_range)
{
	for (size_t i = 0; i < capture->n_mappings; i++) {
		if (strcmp(capture->mappings[i].path, "[stack]") == 0) {
			ret_range->start = capture->mappings[i].start;
			ret_range->end = capture->mappings[i].end;
		}
	}
}

/*
 * The kernel puts the strings of arguments and environment above the random bytes. If nothing tells
 * where those are, all of the main thread's stack is hidden.
 */
static void hide_all_strings(const struct crash_capture *capture, struct hidden_range *ret_range)
{
	const struct capture_mapping *mapping = NULL;
	uint64_t random = 0;

	if (auxv_find(capture->texts[TEXT_auxv], capture->elf_class, AT_RANDOM, &random))
		mapping = crash_capture_find_mapping(capture, random);
	if (!mapping) {
		hide_main_stack(capture, ret_range);
		return;
	}
	ret_range->start = random + RANDOM_BYTES;
	ret_range->end = mapping->end;
}

/* Hides what lies between two fields of stat, or if they are not known, all strings. */
static void hide_strings(struct memory_permit *permit, enum hidden_strings strings,
			 unsigned int start_field, unsigned int end_field)
{
	const struct crash_capture *capture = permit->capture;
	struct hidden_range *range = &permit->hidden[strings];

	(void)stat_field_find(capture->texts[TEXT_stat], start_field, &range->start);
	(void)stat_field_find(capture->texts[TEXT_stat], end_field, &range->end);
	if (range->start == 0 || range->end == 0)
		hide_all_strings(capture, range);
}

/* Memory that was never touched has no bytes in the core either, and is no loss. */
static bool has_no_bytes(const struct memory_permit *permit, const struct capture_mapping *mapping)
{
	const struct core_segment *segment = core_head_find_segment(permit->head, mapping->start);

	return !segment || segment->file_size == 0;
}

/*
 * Whether the core's filter (core(5), coredump_filter) let private memory through, told by any such
 * mapping: mostly the program's own data.
 */
static bool holds_private_memory(const struct memory_permit *permit)
{
	const struct crash_capture *capture = permit->capture;

	for (size_t i = 0; i < capture->n_mappings; i++) {
		const struct capture_mapping *mapping = &capture->mappings[i];

		if ((mapping->flags & MAPPING_WRITE) && !(mapping->flags & MAPPING_SHARED) &&
		    !has_no_bytes(permit, mapping))
			return true;
	}
	return false;
}

void memory_permit_init(struct memory_permit *permit, const struct crash_capture *capture,
			const struct core_head *head)
{
	*permit = (struct memory_permit){ .capture = capture, .head = head };
	hide_strings(permit, HIDDEN_ENVIRON, STAT_ENV_START, STAT_ENV_END);
	permit->has_private = holds_private_memory(permit);
}

void memory_permit_hide_arguments(struct memory_permit *permit)
{
	hide_strings(permit, HIDDEN_ARGUMENTS, STAT_ARG_START, STAT_ARG_END);
}

uint64_t memory_permit_hidden_from(const struct memory_permit *permit, uint64_t address)
{
	uint64_t first = UINT64_MAX;

	for (size_t i = 0; i < HIDDEN_STRINGS; i++)
		if (permit->hidden[i].start < permit->hidden[i].end &&
		    permit->hidden[i].end > address)
			first = min_u64(first, max_u64(permit->hidden[i].start, address));
	return first;
}

uint64_t memory_permit_hidden_until(const struct memory_permit *permit, uint64_t address)
{
	uint64_t end = address;

	for (size_t i = 0; i < HIDDEN_STRINGS; i++)
		if (address >= permit->hidden[i].start)
			end = max_u64(end, permit->hidden[i].end);
	return end;
}

static bool is_same_file(const struct capture_mapping *a, const struct capture_mapping *b)
{
	return a->inode == b->inode && a->device_major == b->device_major &&
	       a->device_minor == b->device_minor;
}

/* True if the mappings of the same file around this one are a module's: some are executable. */
static bool is_of_module(const struct crash_capture *capture, const struct capture_mapping *mapping)
{
	const struct capture_mapping *first = mapping, *end = mapping + 1;
	const struct capture_mapping *behind_last = capture->mappings + capture->n_mappings;

	while (first > capture->mappings && mapping - first < MODULE_PARTS_MAX &&
	       is_same_file(first - 1, mapping))
		first--;
	while (end < behind_last && end - mapping < MODULE_PARTS_MAX && is_same_file(end, mapping))
		end++;
	for (; first < end; first++)
		if (first->flags & MAPPING_EXEC)
			return true;
	return false;
}

/*
 * Only such memory can hold secrets of the process: a module's code and constants cannot. Read-only
 * data of another file may have been written before, and then be marked; if not, it is in the file.
 */
static bool can_be_excluded(const struct memory_permit *permit,
			    const struct capture_mapping *mapping)
{
	if (mapping->inode == 0 || (mapping->flags & (MAPPING_WRITE | MAPPING_SHARED)))
		return true;
	return !is_of_module(permit->capture, mapping);
}

static bool is_excluded(const struct memory_permit *permit, const struct capture_mapping *mapping)
{
	if (mapping->flags & MAPPING_DONTDUMP)
		return true;
	if (!can_be_excluded(permit, mapping))
		return false;
	if (!permit->uses_marks)
		return has_no_bytes(permit, mapping);
	return mapping->end > permit->marks_until && mapping->start != permit->stack;
}

/* The mapping of a stack; that of one that has overflowed is above its stack pointer. */
static const struct capture_mapping *find_stack(const struct memory_permit *permit,
						uint64_t stack_pointer)
{
	const struct crash_capture *capture = permit->capture;
	uint64_t highest = saturating_add_u64(stack_pointer, LIMIT_STACK_SEARCH);
	size_t i = crash_capture_first_mapping_above(capture, stack_pointer);

	for (; i < capture->n_mappings && capture->mappings[i].start <= highest; i++)
		if (capture->mappings[i].flags & MAPPING_READ)
			return &capture->mappings[i];
	return NULL;
}

bool memory_permit_needs_marks(const struct memory_permit *permit, uint64_t stack_pointer)
{
	const struct capture_mapping *stack = find_stack(permit, stack_pointer);

	return stack && can_be_excluded(permit, stack) && has_no_bytes(permit, stack);
}

void memory_permit_use_marks(struct memory_permit *permit, uint64_t until, uint64_t stack_pointer)
{
	const struct capture_mapping *stack = find_stack(permit, stack_pointer);

	permit->uses_marks = true;
	permit->marks_until = until;
	/* Where the filter lets private memory through, what is missing of it was excluded. */
	if (stack && (!has_no_bytes(permit, stack) || !permit->has_private ||
		      (stack->flags & MAPPING_SHARED)))
		permit->stack = stack->start;
}

bool memory_permit_mapping(const struct memory_permit *permit,
			   const struct capture_mapping *mapping)
{
	return (mapping->flags & MAPPING_READ) && !is_excluded(permit, mapping);
}

uint64_t memory_permit_span(const struct memory_permit *permit, uint64_t address, uint64_t size)
{
	const struct capture_mapping *mapping =
		crash_capture_find_mapping(permit->capture, address);
	uint64_t end = saturating_add_u64(address, size);

	if (!mapping || !memory_permit_mapping(permit, mapping))
		return 0;
	end = min_u64(end, memory_permit_hidden_from(permit, address));
	return min_u64(end, mapping->end) - address;
}
