/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/core/core_memory.h"

#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/base/fd_io.h"

/* Small reads, of headers and pointers, lie close together: they go through a copy. */
static size_t read_small(struct core_memory *memory, uint64_t offset, void *buffer, size_t size)
{
	if (offset < memory->cached || offset - memory->cached >= memory->cached_size) {
		uint64_t start = offset - offset % CORE_MEMORY_PAGE;
		ssize_t count = fd_pread_full(memory->fd, memory->page, CORE_MEMORY_PAGE, start);

		memory->cached = start;
		memory->cached_size = count > 0 ? (uint64_t)count : 0;
		if (offset - start >= memory->cached_size)
			return 0;
	}
	offset -= memory->cached;
	size = (size_t)min_u64(size, memory->cached_size - offset);
	memcpy(buffer, memory->page + offset, size);
	return size;
}

static size_t read_file(struct core_memory *memory, uint64_t offset, void *buffer, size_t size)
{
	ssize_t count;

	if (size > CORE_MEMORY_PAGE - offset % CORE_MEMORY_PAGE) {
		count = fd_pread_full(memory->fd, buffer, size, offset);
		return count > 0 ? (size_t)count : 0;
	}
	return read_small(memory, offset, buffer, size);
}

static ssize_t read_core(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct core_memory *memory = (struct core_memory *)self;
	uint8_t *to = buffer;
	size_t done = 0;

	size = (size_t)min_u64(size, UINT64_MAX - address);
	while (done < size) {
		const struct core_segment *segment =
			core_head_find_segment(memory->head, address + done);
		uint64_t skipped, offset;
		size_t wanted, count;

		if (!segment)
			break;
		skipped = address + done - segment->start;
		if (skipped >= segment->file_size ||
		    !checked_add_u64(segment->file_offset, skipped, &offset))
			break;
		wanted = (size_t)min_u64(size - done, segment->file_size - skipped);
		count = read_file(memory, offset, to + done, wanted);
		done += count;
		if (count < wanted)
			break;
	}
	return (ssize_t)done;
}

void core_memory_init(struct core_memory *memory, const struct core_head *head, int fd)
{
	memory->reader.read = read_core;
	memory->head = head;
	memory->fd = fd;
	memory->cached = memory->cached_size = 0;
}

uint64_t core_memory_missing(const struct core_head *head, uint64_t file_size)
{
	uint64_t missing = 0;

	for (size_t i = 0; i < head->n_segments; i++) {
		const struct core_segment *segment = &head->segments[i];
		uint64_t end = saturating_add_u64(segment->file_offset, segment->file_size);
		uint64_t cut = saturating_sub_u64(end, max_u64(file_size, segment->file_offset));

		missing = saturating_add_u64(missing, cut);
	}
	return missing;
}
