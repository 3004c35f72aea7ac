/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ThreadNames: the comm of each thread, for the threads of ThreadList and for those of ours. */
#include "converter/minidump/layout_strings.h"
#include "converter/minidump/streams.h"
#include "lib/minidump/private_streams.h"

static size_t count_names(const struct minidump_thread *items, size_t n)
{
	size_t n_names = 0;

	for (size_t i = 0; i < n; i++)
		n_names += items[i].thread->name[0] != '\0';
	return n_names;
}

static void fill(struct layout *layout, const struct minidump_thread *items, size_t n,
		 struct md_thread_name *records)
{
	for (size_t i = 0; i < n; i++) {
		const struct capture_thread *thread = items[i].thread;

		if (thread->name[0] == '\0')
			continue;
		records->thread_id = thread->tid;
		layout_refer_rva64(layout, &records->name, layout_add_string(layout, thread->name));
		records++;
	}
}

layout_blob_t minidump_add_thread_names(struct minidump_builder *builder, uint32_t type)
{
	struct minidump_slice slice = minidump_slice_of(builder->n_threads, MD_MAX_THREADS,
							type == MD_PRIVATE_MORE_THREAD_NAMES);
	const struct minidump_thread *items = builder->threads + slice.start;
	size_t n_names = count_names(items, slice.count);
	struct md_list_header *header;
	layout_blob_t blob;
	void *data;

	if (n_names == 0)
		return LAYOUT_NO_BLOB;
	blob = layout_reserve(&builder->layout,
			      sizeof(*header) + n_names * sizeof(struct md_thread_name),
			      MD_ALIGN_LIST, &data);
	header = data;
	if (!header)
		return LAYOUT_NO_BLOB;
	header->count = (uint32_t)n_names;
	fill(&builder->layout, items, slice.count, (struct md_thread_name *)(header + 1));
	return blob;
}
