/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ModuleList, and our list of what that has no room for. The first module is the main program. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/minidump/format_streams.h"
#include "lib/minidump/private_streams.h"
#include "lib/minidump/reading.h"

#define DELETED_SUFFIX	" (deleted)"
#define CODE_VIEW_PDB70 0x53445352U /* "RSDS" */
#define CODE_VIEW_MAX	(4 + LIMIT_BUILD_ID)
#define GUID_SIZE	16

/* Older Breakpad: a GUID of the build-id's first bytes, of which three fields are swapped. */
static struct bytes build_id_of_guid(struct pool *pool, struct bytes guid)
{
	static const uint8_t order[GUID_SIZE] = { 3, 2, 1,  0,	5,  4,	7,  6,
						  8, 9, 10, 11, 12, 13, 14, 15 };
	uint8_t *id = pool_alloc(pool, GUID_SIZE);
	uint8_t any = 0;

	if (!id || guid.size < GUID_SIZE)
		return BYTES_NONE;
	for (size_t i = 0; i < GUID_SIZE; i++)
		any |= id[i] = guid.data[order[i]];
	return any ? bytes_of(id, GUID_SIZE) : BYTES_NONE;
}

static struct bytes read_build_id(struct minidump_reading *reading, struct md_location location)
{
	struct byte_reader reader = byte_reader_of(
		minidump_bytes(reading, location, CODE_VIEW_MAX, "CodeView record of a module"));

	switch (byte_reader_u32(&reader)) {
	case MD_CODE_VIEW_ELF:
		return byte_reader_take(&reader, byte_reader_left(&reader));
	case CODE_VIEW_PDB70:
		return build_id_of_guid(&reading->capture->pool,
					byte_reader_take(&reader, GUID_SIZE));
	default:
		return BYTES_NONE;
	}
}

/* The mapping of a file that was unlinked has the kernel's mark behind the path. */
static void set_path(const struct crash_capture *capture, struct capture_module *module,
		     const char *name)
{
	const struct capture_mapping *mapping = crash_capture_find_mapping(capture, module->base);
	const size_t length = strlen(name);

	module->path = name;
	if (mapping && length > 0 && strncmp(mapping->path, name, length) == 0 &&
	    strcmp(mapping->path + length, DELETED_SUFFIX) == 0)
		module->is_deleted = true;
}

static void read_module(struct minidump_reading *reading, struct bytes record, bool is_main)
{
	struct byte_reader reader = byte_reader_of(record);
	struct capture_module module = { .soname = "", .is_main = is_main };
	uint32_t name;

	module.base = byte_reader_u64(&reader);
	module.size = byte_reader_u32(&reader);
	byte_reader_seek(&reader, offsetof(struct md_module, module_name));
	name = byte_reader_u32(&reader);
	byte_reader_seek(&reader, offsetof(struct md_module, code_view));
	module.build_id = read_build_id(reading, byte_reader_location(&reader));
	set_path(reading->capture, &module, minidump_string(reading, name));
	minidump_added(reading, crash_capture_add_module(reading->capture, &module));
}

static void read_list(struct minidump_reading *reading, uint32_t type)
{
	struct byte_reader records = byte_reader_of(
		minidump_list(reading, type, sizeof(struct md_module), LIMIT_MODULES));

	while (byte_reader_left(&records) > 0 && reading->error == 0)
		read_module(reading, byte_reader_take(&records, sizeof(struct md_module)),
			    reading->capture->n_modules == 0);
}

static int by_base(const void *left, const void *right)
{
	const struct capture_module *a = left, *b = right;

	return a->base < b->base ? -1 : a->base > b->base;
}

static void set_exe(struct crash_capture *capture)
{
	if (!*capture->process.exe && capture->n_modules > 0)
		capture->process.exe = capture->modules[0].path;
}

void minidump_read_modules(struct minidump_reading *reading)
{
	struct crash_capture *capture = reading->capture;

	read_list(reading, MD_MODULE_LIST_STREAM);
	read_list(reading, MD_PRIVATE_MORE_MODULES);
	set_exe(capture);
	if (capture->n_modules > 0)
		qsort(capture->modules, capture->n_modules, sizeof(*capture->modules), by_base);
}
