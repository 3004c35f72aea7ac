/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/memory_permit.h"

#include <elf.h>

#include "lib/base/checked_math.h"
#include "lib/capture/auxv.h"
#include "lib/capture/text_fields.h"

#define RANDOM_BYTES 16 /* behind AT_RANDOM, and below the strings (getauxval(3)) */

/* Field numbers of proc(5), "/proc/pid/stat". */
#define STAT_ENV_START 50
#define STAT_ENV_END   51

/* The kernel puts the strings of arguments and environment above the random bytes. */
static void hide_all_strings(struct memory_permit *permit)
{
	const struct crash_capture *capture = permit->capture;
	const struct capture_mapping *mapping;
	uint64_t random;

	if (!auxv_find(capture->texts[TEXT_auxv], capture->elf_class, AT_RANDOM, &random))
		return;
	mapping = crash_capture_find_mapping(capture, random);
	if (!mapping)
		return;
	permit->environ_start = random + RANDOM_BYTES;
	permit->environ_end = mapping->end;
}

void memory_permit_init(struct memory_permit *permit, const struct crash_capture *capture,
			const struct core_head *head)
{
	*permit = (struct memory_permit){ .capture = capture, .head = head };
	(void)stat_field_find(capture->texts[TEXT_stat], STAT_ENV_START, &permit->environ_start);
	(void)stat_field_find(capture->texts[TEXT_stat], STAT_ENV_END, &permit->environ_end);
	if (permit->environ_start == 0 || permit->environ_end == 0)
		hide_all_strings(permit);
}

/*
 * Only such memory can hold secrets of the process: code and read-only data of files cannot. Shared
 * memory counts whatever its protection is now: a memfd is a file, too, and modules are private.
 */
static bool can_be_excluded(const struct capture_mapping *mapping)
{
	return mapping->inode == 0 || (mapping->flags & (MAPPING_WRITE | MAPPING_SHARED));
}

/* Memory that was never touched has no bytes in the core either, and is no loss. */
static bool has_no_bytes(const struct memory_permit *permit, const struct capture_mapping *mapping)
{
	const struct core_segment *segment = core_head_find_segment(permit->head, mapping->start);

	return !segment || segment->file_size == 0;
}

static bool is_excluded(const struct memory_permit *permit, const struct capture_mapping *mapping)
{
	if (mapping->flags & MAPPING_DONTDUMP)
		return true;
	if (!can_be_excluded(mapping))
		return false;
	if (!permit->uses_marks)
		return has_no_bytes(permit, mapping);
	return mapping->end > permit->marks_until && mapping->start != permit->stack;
}

bool memory_permit_is_filtered(const struct memory_permit *permit, uint64_t address)
{
	const struct capture_mapping *mapping =
		crash_capture_find_mapping(permit->capture, address);

	return mapping && (mapping->flags & MAPPING_READ) && can_be_excluded(mapping) &&
	       has_no_bytes(permit, mapping);
}

void memory_permit_use_marks(struct memory_permit *permit, uint64_t until, uint64_t stack)
{
	const struct capture_mapping *mapping = crash_capture_find_mapping(permit->capture, stack);

	permit->uses_marks = true;
	permit->marks_until = until;
	permit->stack = mapping ? mapping->start : 0;
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
	if (address >= permit->environ_start && address < permit->environ_end)
		return 0;
	if (address < permit->environ_start)
		end = min_u64(end, permit->environ_start);
	return min_u64(end, mapping->end) - address;
}
