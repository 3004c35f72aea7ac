/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MemoryList, our list of what that has no room for, and Memory64List, as LLDB writes it. */
#include <errno.h>

#include "lib/base/checked_math.h"
#include "lib/minidump/private_streams.h"
#include "lib/minidump/reading.h"

#define MEMORY64_HEADER 16
#define MEMORY64_RECORD 16

static void add(struct minidump_reading *reading, uint64_t address, uint64_t size, uint64_t offset)
{
	struct soft_errors *errors = &reading->capture->soft_errors;
	int r = memory_index_add(reading->memory, address, size, offset);

	if (r == -E2BIG)
		soft_errors_add(errors, SOFT_ERROR_too_many, "ranges of memory", E2BIG);
	else
		minidump_added(reading, r);
	if (r == 0 && size > saturating_sub_u64(reading->file->size, offset))
		soft_errors_add(errors, SOFT_ERROR_dump_truncated, "memory in the minidump", 0);
}

static void read_list(struct minidump_reading *reading, uint32_t type)
{
	struct byte_reader records = byte_reader_of(minidump_list(
		reading, type, sizeof(struct md_memory_descriptor), LIMIT_MEMORY_RANGES));

	while (byte_reader_left(&records) > 0) {
		uint64_t address = byte_reader_u64(&records);
		struct md_location location = byte_reader_location(&records);

		add(reading, address, location.size, location.rva.value);
	}
}

/* The bytes of all ranges lie one behind the other. */
static void read_list_64(struct minidump_reading *reading)
{
	struct byte_reader stream = byte_reader_of(
		minidump_stream(reading, MD_MEMORY_64_LIST_STREAM,
				MEMORY64_HEADER + LIMIT_MEMORY_RANGES * MEMORY64_RECORD));
	uint64_t count = byte_reader_u64(&stream), offset = byte_reader_u64(&stream);

	for (; count > 0 && byte_reader_left(&stream) >= MEMORY64_RECORD; count--) {
		uint64_t address = byte_reader_u64(&stream), size = byte_reader_u64(&stream);

		add(reading, address, size, offset);
		offset = saturating_add_u64(offset, size);
	}
}

/* What is readable becomes the capture's memory, ranges that touch as one. */
static int publish(const struct memory_plan *index, struct memory_plan *plan)
{
	size_t i = 0;

	while (i < index->n_ranges) {
		uint64_t start = index->ranges[i].start, size = index->ranges[i].size;
		int r;

		for (i++; i < index->n_ranges && index->ranges[i].start == start + size; i++)
			size += index->ranges[i].size;
		r = memory_plan_add(plan, start, size, MEMORY_OTHER);
		if (r < 0 && r != -E2BIG)
			return r;
	}
	return memory_plan_settle(plan);
}

void minidump_read_memory(struct minidump_reading *reading)
{
	read_list(reading, MD_MEMORY_LIST_STREAM);
	read_list(reading, MD_PRIVATE_MORE_MEMORY);
	read_list_64(reading);
	minidump_added(reading, memory_index_settle(reading->memory));
	if (reading->error == 0)
		minidump_added(reading, publish(&reading->memory->plan, &reading->capture->memory));
}
