/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/minidump/memory_index.h"

#include "lib/base/checked_math.h"
#include "lib/base/fd_io.h"

struct memory_index_entry {
	uint64_t start;
	uint64_t offset; /* in the file */
};

/* Reads from the one range that holds address; returns how much, 0 if there is none. */
static ssize_t read_range(const struct memory_index *index, uint64_t address, void *buffer,
			  size_t size)
{
	const struct memory_index_entry *entries = (const void *)index->entries.data;
	const struct memory_range *range = memory_plan_find(&index->plan, address);

	if (!range)
		return 0;
	size = (size_t)min_u64(size, range->size - (address - range->start));
	return fd_pread_full(index->file.fd, buffer, size,
			     entries[range->order].offset +
				     (address - entries[range->order].start));
}

static ssize_t read_memory(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	const struct memory_index *index = (const struct memory_index *)self;
	size_t done = 0;

	while (done < size) {
		ssize_t count =
			read_range(index, address + done, (uint8_t *)buffer + done, size - done);

		if (count < 0)
			return count;
		if (count == 0)
			break;
		done += (size_t)count;
	}
	return (ssize_t)done;
}

void memory_index_init(struct memory_index *index)
{
	*index = (struct memory_index){ .reader = { read_memory } };
}

void memory_index_done(struct memory_index *index)
{
	memory_plan_done(&index->plan);
	byte_buffer_done(&index->entries);
}

int memory_index_add(struct memory_index *index, uint64_t address, uint64_t size, uint64_t offset)
{
	struct memory_index_entry entry = { .start = address, .offset = offset };
	int r;

	size = min_u64(size, saturating_sub_u64(index->file.size, offset));
	if (size == 0 || address == UINT64_MAX)
		return 0;
	r = memory_plan_add(&index->plan, address, size, MEMORY_OTHER);
	if (r < 0)
		return r;
	byte_buffer_put(&index->entries, &entry, sizeof(entry));
	return byte_buffer_error(&index->entries);
}

int memory_index_settle(struct memory_index *index)
{
	return memory_plan_settle(&index->plan);
}
