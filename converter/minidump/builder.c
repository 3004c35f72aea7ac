/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/builder.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

layout_blob_t minidump_builder_add_context(struct minidump_builder *builder,
					   const struct thread_registers *registers)
{
	union {
		uint8_t bytes[MD_CONTEXT_MAX_SIZE];
		uint64_t align;
	} context = { .bytes = { 0 } };
	layout_blob_t blob;
	size_t size;
	void *data;

	if (!builder->context_kind || !builder->register_table || registers->prstatus.size == 0)
		return LAYOUT_NO_BLOB;
	size = builder->context_kind->build(builder->register_table, registers, context.bytes);
	blob = layout_reserve(&builder->layout, size, MD_ALIGN_CONTEXT, &data);
	if (data)
		memcpy(data, context.bytes, size);
	if (size == sizeof(struct md_context_amd64_extended))
		builder->has_avx_contexts = true;
	return blob;
}

const struct minidump_thread *minidump_builder_find_thread(const struct minidump_builder *builder,
							   uint32_t tid)
{
	for (size_t i = 0; i < builder->n_threads; i++)
		if (builder->threads[i].thread->tid == tid)
			return &builder->threads[i];
	return NULL;
}

static void add_contexts(struct minidump_builder *builder)
{
	for (size_t i = 0; i < builder->n_threads; i++) {
		struct minidump_thread *item = &builder->threads[i];

		if (item->thread->source != REGISTERS_NONE)
			item->context =
				minidump_builder_add_context(builder, &item->thread->registers);
	}
}

static void note_what_has_no_room(struct minidump_builder *builder)
{
	const struct {
		const char *subject;
		uint64_t count;
	} rests[] = {
		{ "threads of the minidump",
		  minidump_slice_of(builder->n_threads, MD_MAX_THREADS, true).count },
		{ "modules of the minidump",
		  minidump_slice_of(builder->n_modules, MD_MAX_MODULES, true).count },
		{ "memory ranges of the minidump", builder->regions.n_left_out },
	};

	for (size_t i = 0; i < sizeof(rests) / sizeof(rests[0]); i++)
		if (rests[i].count > 0)
			soft_errors_add_count(&builder->soft_errors, SOFT_ERROR_too_many,
					      rests[i].subject, 0, rests[i].count);
}

void minidump_builder_init(struct minidump_builder *builder, const struct crash_capture *capture,
			   struct memory_reader *memory)
{
	*builder = (struct minidump_builder){
		.capture = capture,
		.memory = memory,
		.context_kind = context_kind_find(capture->machine, capture->elf_class),
		.register_table = register_table_find(capture->machine, capture->elf_class),
		.layout = LAYOUT_INIT,
		.regions = MEMORY_REGIONS_INIT,
	};
	builder->soft_errors = capture->soft_errors;
}

int minidump_builder_prepare(struct minidump_builder *builder)
{
	int r = minidump_order_threads(builder);

	if (r >= 0)
		r = minidump_order_modules(builder);
	if (r >= 0)
		r = memory_regions_build(&builder->capture->memory, MD_MAX_REGIONS,
					 &builder->layout, &builder->regions);
	if (r < 0)
		return r;
	if (!builder->context_kind && builder->n_threads > 0)
		soft_errors_add(&builder->soft_errors, SOFT_ERROR_unsupported,
				"registers of this processor", 0);
	note_what_has_no_room(builder);
	add_contexts(builder);
	return 0;
}

void minidump_builder_done(struct minidump_builder *builder)
{
	free(builder->threads);
	free(builder->modules);
	memory_regions_done(&builder->regions);
	layout_done(&builder->layout);
}
