/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MemoryInfoList: every mapping of the process, in Windows' terms. */
#include "converter/minidump/streams.h"

/* PAGE_* of winnt.h, by the MAPPING_ flags. There is no page that can be written but not read. */
static const uint32_t protections[8] = {
	[0] = 0x01,
	[MAPPING_READ] = 0x02,
	[MAPPING_WRITE] = 0x04,
	[MAPPING_READ | MAPPING_WRITE] = 0x04,
	[MAPPING_EXEC] = 0x10,
	[MAPPING_EXEC | MAPPING_READ] = 0x20,
	[MAPPING_EXEC | MAPPING_WRITE] = 0x40,
	[MAPPING_EXEC | MAPPING_READ | MAPPING_WRITE] = 0x40,
};

static uint32_t protection_of(const struct capture_mapping *mapping)
{
	return protections[mapping->flags & (MAPPING_READ | MAPPING_WRITE | MAPPING_EXEC)];
}

/*
 * The module behind a mapping of a file, or NULL. Mappings and modules both ascend: *cursor moves
 * with the mappings, so that it takes one pass over either.
 */
static const struct capture_module *module_of(const struct crash_capture *capture,
					      const struct capture_mapping *mapping, size_t *cursor)
{
	const struct capture_module *modules = capture->modules;

	while (*cursor < capture->n_modules && modules[*cursor].base <= mapping->start)
		(*cursor)++;
	if (*cursor == 0 || mapping->path[0] != '/')
		return NULL;
	modules += *cursor - 1;
	return mapping->start - modules->base < modules->size ? modules : NULL;
}

static void fill(const struct capture_mapping *mapping, const struct capture_module *module,
		 struct md_memory_info *record)
{
	record->base_address = mapping->start;
	record->allocation_base = module ? module->base : mapping->start;
	record->region_size = mapping->end - mapping->start;
	record->allocation_protection = record->protection = protection_of(mapping);
	record->state = MD_MEMORY_COMMIT;
	if (module)
		record->type = MD_MEMORY_IMAGE;
	else if (mapping->flags & MAPPING_SHARED)
		record->type = MD_MEMORY_MAPPED;
	else
		record->type = MD_MEMORY_PRIVATE;
}

layout_blob_t minidump_add_memory_info_list(struct minidump_builder *builder, uint32_t type)
{
	const struct crash_capture *capture = builder->capture;
	struct md_memory_info_list *header;
	struct md_memory_info *records;
	layout_blob_t blob;
	size_t cursor = 0;
	void *data;

	(void)type;
	blob = layout_reserve(&builder->layout,
			      sizeof(*header) + capture->n_mappings * sizeof(*records),
			      MD_ALIGN_LIST, &data);
	header = data;
	if (!header)
		return LAYOUT_NO_BLOB;
	header->size_of_header = sizeof(*header);
	header->size_of_entry = sizeof(*records);
	header->count = capture->n_mappings;
	records = (struct md_memory_info *)(header + 1);
	for (size_t i = 0; i < capture->n_mappings; i++)
		fill(&capture->mappings[i], module_of(capture, &capture->mappings[i], &cursor),
		     &records[i]);
	return blob;
}
