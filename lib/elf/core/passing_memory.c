/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/core/passing_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"

#define PASSING_STEP 4096U

/* In steps, so that of a core that ends before its time little is lost. */
static ssize_t read_stream(struct passing_memory *memory, uint8_t *buffer, size_t size)
{
	size_t done = 0;

	while (done < size && memory->error == 0) {
		size_t step = (size_t)min_u64(size - done, PASSING_STEP);

		memory->error = core_stream_read(memory->stream, buffer + done, step);
		if (memory->error == 0)
			done += step;
	}
	return done > 0 ? (ssize_t)done : memory->error;
}

static ssize_t read_passing(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct passing_memory *memory = (struct passing_memory *)self;
	const struct core_segment *segment = core_head_find_segment(memory->head, address);
	uint64_t skipped, offset;

	if (memory->error < 0)
		return memory->error;
	if (!segment)
		return 0;
	skipped = address - segment->start;
	if (skipped >= segment->file_size ||
	    !checked_add_u64(segment->file_offset, skipped, &offset) ||
	    offset < memory->stream->offset)
		return 0;
	size = (size_t)min_u64(size, segment->file_size - skipped);
	memory->error = core_stream_skip(memory->stream, offset - memory->stream->offset);
	return read_stream(memory, buffer, size);
}

void passing_memory_init(struct passing_memory *memory, const struct core_head *head,
			 struct core_stream *stream)
{
	memory->reader.read = read_passing;
	memory->head = head;
	memory->stream = stream;
	memory->error = 0;
}

static int by_file_offset(const void *left, const void *right)
{
	const struct core_segment *a = left, *b = right;

	return a->file_offset < b->file_offset ? -1 : a->file_offset > b->file_offset;
}

static size_t first_range_above(const struct memory_plan *plan, uint64_t address)
{
	size_t low = 0, high = plan->n_ranges;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (saturating_add_u64(plan->ranges[middle].start, plan->ranges[middle].size) <=
		    address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int add_segment(const struct memory_plan *plan, const struct core_segment *segment,
		       struct memory_plan *ordered)
{
	uint64_t segment_end = saturating_add_u64(segment->start, segment->file_size);
	int r = 0;

	for (size_t i = first_range_above(plan, segment->start); i < plan->n_ranges && r == 0;
	     i++) {
		const struct memory_range *range = &plan->ranges[i];
		uint64_t start = max_u64(range->start, segment->start);
		uint64_t end = min_u64(saturating_add_u64(range->start, range->size), segment_end);

		if (range->start >= segment_end)
			break;
		if (start < end)
			r = memory_plan_add(ordered, start, end - start, range->kind);
	}
	return r;
}

int passing_memory_order(const struct core_head *head, const struct memory_plan *plan,
			 struct memory_plan *ret_ordered)
{
	_cleanup_free_ struct core_segment *segments = NULL;
	int r = 0;

	*ret_ordered = MEMORY_PLAN_INIT;
	if (head->n_segments == 0)
		return 0;
	segments = reallocarray(NULL, head->n_segments, sizeof(*segments));
	if (!segments)
		return -ENOMEM;
	memcpy(segments, head->segments, head->n_segments * sizeof(*segments));
	qsort(segments, head->n_segments, sizeof(*segments), by_file_offset);
	for (size_t i = 0; i < head->n_segments && r == 0; i++)
		if (segments[i].file_size > 0)
			r = add_segment(plan, &segments[i], ret_ordered);
	return r;
}
