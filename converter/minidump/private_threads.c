/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our stream of what the records of threads have no field for. */
#include "converter/minidump/streams.h"
#include "lib/minidump/private_streams.h"

/* The fields of NT_PRSTATUS, NULL where the processor has no such register. */
struct sources {
	const struct register_field *system_call, *fs_base, *gs_base;
};

static struct sources find_sources(const struct register_table *table)
{
	struct sources sources = { NULL, NULL, NULL };

	if (!table)
		return sources;
	sources.system_call = register_table_field(table, "orig_rax");
	if (!sources.system_call)
		sources.system_call = register_table_field(table, "orig_eax");
	sources.fs_base = register_table_field(table, "fs_base");
	sources.gs_base = register_table_field(table, "gs_base");
	return sources;
}

static uint64_t value_of(const struct capture_thread *thread, const struct register_field *field,
			 uint64_t otherwise)
{
	if (!field || thread->source == REGISTERS_NONE || thread->registers.prstatus.size == 0)
		return otherwise;
	return register_value(thread->registers.prstatus, field);
}

layout_blob_t minidump_add_private_threads(struct minidump_builder *builder, uint32_t type)
{
	struct sources sources = find_sources(builder->register_table);
	struct md_private_thread *records;
	layout_blob_t blob;
	void *data;

	(void)type;
	if (builder->n_threads == 0)
		return LAYOUT_NO_BLOB;
	blob = layout_reserve(&builder->layout, builder->n_threads * sizeof(*records),
			      MD_ALIGN_LIST, &data);
	records = data;
	if (!records)
		return LAYOUT_NO_BLOB;
	for (size_t i = 0; i < builder->n_threads; i++) {
		const struct capture_thread *thread = builder->threads[i].thread;

		records[i] = (struct md_private_thread){
			.thread_id = thread->tid,
			.ns_thread_id = thread->ns_tid,
			.register_source = (uint32_t)thread->source,
			.original_system_call = value_of(thread, sources.system_call, UINT64_MAX),
			.fs_base = value_of(thread, sources.fs_base, 0),
			.gs_base = value_of(thread, sources.gs_base, 0),
		};
	}
	return blob;
}
