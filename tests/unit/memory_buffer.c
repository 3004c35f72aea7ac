/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/memory_buffer.h"

#include <assert.h>
#include <string.h>

static const struct memory_buffer_range *find_range(const struct memory_buffer *buffer,
						    uint64_t address)
{
	for (size_t i = 0; i < buffer->n_ranges; i++) {
		const struct memory_buffer_range *range = &buffer->ranges[i];

		if (address >= range->start && address - range->start < range->size)
			return range;
	}
	return NULL;
}

static ssize_t read_buffer(struct memory_reader *self, uint64_t address, void *out, size_t size)
{
	const struct memory_buffer *buffer = (const struct memory_buffer *)self;
	size_t done = 0;

	while (done < size) {
		const struct memory_buffer_range *range = find_range(buffer, address + done);
		size_t offset, count;

		if (!range)
			break;
		offset = (size_t)(address + done - range->start);
		count = range->size - offset < size - done ? range->size - offset : size - done;
		memcpy((uint8_t *)out + done, (const uint8_t *)range->data + offset, count);
		done += count;
	}
	return (ssize_t)done;
}

void memory_buffer_init(struct memory_buffer *buffer)
{
	*buffer = (struct memory_buffer){ .reader.read = read_buffer };
}

void memory_buffer_add(struct memory_buffer *buffer, uint64_t start, const void *data, size_t size)
{
	assert(buffer->n_ranges < MEMORY_BUFFER_RANGES);
	buffer->ranges[buffer->n_ranges++] =
		(struct memory_buffer_range){ .start = start, .data = data, .size = size };
}
