/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MemoryList, and our list of the memory that it has no room for. The bytes are the runs' blobs. */
#include "converter/minidump/streams.h"
#include "lib/base/checked_math.h"
#include "lib/minidump/private_streams.h"

static struct md_memory_descriptor *add_pieces(struct layout *layout, const struct memory_run *run,
					       struct md_memory_descriptor *record)
{
	for (uint64_t offset = 0; offset < run->size; offset += MD_MAX_REGION_SIZE) {
		record->start = run->start + offset;
		layout_refer_part(layout, &record->location, run->blob, offset,
				  min_u64(run->size - offset, MD_MAX_REGION_SIZE));
		record++;
	}
	return record;
}

layout_blob_t minidump_add_memory_list(struct minidump_builder *builder, uint32_t type)
{
	bool is_rest = type == MD_PRIVATE_MORE_MEMORY;
	const struct memory_runs *runs =
		is_rest ? &builder->regions.more : &builder->regions.listed;
	size_t n_pieces = memory_runs_count_pieces(runs);
	struct md_list_header *header;
	struct md_memory_descriptor *record;
	layout_blob_t blob;
	void *data;

	if (is_rest && n_pieces == 0)
		return LAYOUT_NO_BLOB;
	blob = layout_reserve(&builder->layout, sizeof(*header) + n_pieces * sizeof(*record),
			      MD_ALIGN_LIST, &data);
	header = data;
	if (!header)
		return LAYOUT_NO_BLOB;
	header->count = (uint32_t)n_pieces;
	record = (struct md_memory_descriptor *)(header + 1);
	for (size_t i = 0; i < runs->n_items; i++)
		record = add_pieces(&builder->layout, &runs->items[i], record);
	return blob;
}
