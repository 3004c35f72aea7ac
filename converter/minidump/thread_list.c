/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ThreadList, and our list of the threads that it has no room for. */
#include "converter/minidump/streams.h"
#include "lib/base/checked_math.h"
#include "lib/minidump/private_streams.h"

static const struct memory_run *find_run(const struct memory_regions *regions, uint64_t address)
{
	const struct memory_run *run = memory_runs_find(&regions->listed, address);

	return run ? run : memory_runs_find(&regions->more, address);
}

/*
 * The stack memory that was wanted, as far as it was captured without a gap: bytes of a run, which
 * the memory list names too. Without any, a reader finds out by the start where the stack was.
 */
static void set_stack(struct minidump_builder *builder, const struct capture_thread *thread,
		      struct md_memory_descriptor *stack)
{
	const struct memory_run *run = NULL;
	uint64_t offset, size;

	if (thread->stack_size > 0)
		run = find_run(&builder->regions, thread->stack_start);
	if (!run) {
		stack->start = thread->source != REGISTERS_NONE ? thread->stack_pointer : 0;
		return;
	}
	offset = thread->stack_start - run->start;
	size = min_u64(min_u64(thread->stack_size, run->size - offset), MD_MAX_REGION_SIZE);
	stack->start = thread->stack_start;
	layout_refer_part(&builder->layout, &stack->location, run->blob, offset, size);
}

layout_blob_t minidump_add_thread_list(struct minidump_builder *builder, uint32_t type)
{
	bool is_rest = type == MD_PRIVATE_MORE_THREADS;
	struct minidump_slice slice =
		minidump_slice_of(builder->n_threads, MD_MAX_THREADS, is_rest);
	struct md_list_header *header;
	struct md_thread *records;
	layout_blob_t blob;
	void *data;

	if (is_rest && slice.count == 0)
		return LAYOUT_NO_BLOB;
	blob = layout_reserve(&builder->layout, sizeof(*header) + slice.count * sizeof(*records),
			      MD_ALIGN_LIST, &data);
	header = data;
	if (!header)
		return LAYOUT_NO_BLOB;
	header->count = (uint32_t)slice.count;
	records = (struct md_thread *)(header + 1);
	for (size_t i = 0; i < slice.count; i++) {
		const struct minidump_thread *item = &builder->threads[slice.start + i];

		records[i].thread_id = item->thread->tid;
		set_stack(builder, item->thread, &records[i].stack);
		layout_refer(&builder->layout, &records[i].context, item->context);
	}
	return blob;
}
