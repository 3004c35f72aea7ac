/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ModuleList, and our list of the modules that it has no room for. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "converter/minidump/layout_strings.h"
#include "converter/minidump/module_version.h"
#include "converter/minidump/streams.h"
#include "lib/base/cleanup.h"
#include "lib/minidump/private_streams.h"

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* LLDB takes modules of one name for one module, so that every one needs a name of its own. */
static layout_blob_t add_name(struct layout *layout, const struct capture_module *module)
{
	char name[32];

	if (*module->path)
		return layout_add_path(layout, module->path);
	if (*module->soname)
		return layout_add_path(layout, module->soname);
	(void)snprintf(name, sizeof(name), "module-%llx", (unsigned long long)module->base);
	return layout_add_string(layout, name);
}

/* The build-id as it is. Without one there is no record: readers make an identity of zeros. */
static layout_blob_t add_code_view(struct layout *layout, struct bytes build_id)
{
	struct md_code_view_elf *record;
	layout_blob_t blob;
	void *data;

	if (build_id.size == 0)
		return LAYOUT_NO_BLOB;
	if (build_id.size > MD_MAX_BUILD_ID)
		build_id.size = MD_MAX_BUILD_ID;
	blob = layout_reserve(layout, sizeof(*record) + build_id.size, MD_ALIGN, &data);
	record = data;
	if (!record)
		return LAYOUT_NO_BLOB;
	record->signature = MD_CODE_VIEW_ELF;
	memcpy(record + 1, build_id.data, build_id.size);
	return blob;
}

static void set_version(const struct capture_module *module, struct md_fixed_file_info *info)
{
	if (!module_version_from_name(module->soname, info) &&
	    !module_version_from_name(base_name(module->path), info))
		return;
	info->file_type = module->is_main ? MD_FILE_TYPE_APP : MD_FILE_TYPE_DLL;
}

static void fill(struct layout *layout, const struct minidump_module *item,
		 struct md_module *record)
{
	const struct capture_module *module = item->module;

	record->base_of_image = module->base;
	record->size_of_image = item->size;
	set_version(module, &record->version);
	layout_refer_rva(layout, &record->module_name, add_name(layout, module));
	layout_refer(layout, &record->code_view, add_code_view(layout, module->build_id));
}

layout_blob_t minidump_add_module_list(struct minidump_builder *builder, uint32_t type)
{
	bool is_rest = type == MD_PRIVATE_MORE_MODULES;
	struct minidump_slice slice =
		minidump_slice_of(builder->n_modules, MD_MAX_MODULES, is_rest);
	struct md_list_header *header;
	struct md_module *records;
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
	records = (struct md_module *)(header + 1);
	for (size_t i = 0; i < slice.count; i++)
		fill(&builder->layout, &builder->modules[slice.start + i], &records[i]);
	return blob;
}
