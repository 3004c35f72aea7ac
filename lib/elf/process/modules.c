/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/modules.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/capture/auxv.h"
#include "lib/elf/memory_image.h"

#define VDSO_NAME "linux-gate.so" /* what Breakpad's tools call it */

static void want_image(const struct memory_wishes *wishes, const struct memory_image *image)
{
	const struct memory_image_range *table = &image->program_headers;
	uint64_t offset = saturating_sub_u64(table->start, image->base);

	/*
	 * Some tools move the program headers to the file's end: what lies between is not wanted.
	 */
	if (offset <= LIMIT_MODULE_HEADER) {
		memory_wishes_add(wishes, image->base, offset + table->size, MEMORY_MODULE_HEADER);
	} else {
		memory_wishes_add(wishes, image->base, sizeof(Elf64_Ehdr), MEMORY_MODULE_HEADER);
		memory_wishes_add(wishes, table->start, table->size, MEMORY_MODULE_HEADER);
	}
	for (size_t i = 0; i < image->n_notes; i++)
		memory_wishes_add(wishes, image->notes[i].start,
				  min_u64(image->notes[i].size, LIMIT_MODULE_NOTES),
				  MEMORY_MODULE_HEADER);
}

static bool is_same_file(const struct capture_mapping *a, const struct capture_mapping *b)
{
	return a->inode == b->inode && a->device_major == b->device_major &&
	       a->device_minor == b->device_minor;
}

/* An image does not reach over other files, whatever its header says. */
static uint64_t bound_size(const struct crash_capture *capture, const struct memory_image *image)
{
	const struct capture_mapping *start = crash_capture_find_mapping(capture, image->base);
	const struct capture_mapping *end = capture->mappings + capture->n_mappings;

	for (const struct capture_mapping *at = start; at && at < end; at++) {
		if (at->start > image->base && at->start - image->base >= image->size)
			break;
		if (at->inode != 0 && !is_same_file(at, start))
			return at->start - image->base;
	}
	return image->size;
}

/* Adds the image at base, if it is one. Returns its size in memory, 0 if it is none. */
static uint64_t add_image(const struct memory_wishes *wishes, struct memory_reader *memory,
			  uint64_t base, const char *path, bool is_main)
{
	struct crash_capture *capture = wishes->capture;
	struct capture_module module = { .base = base, .path = path, .soname = "" };
	struct memory_image image;

	if (memory_image_read(memory, base, &image) < 0)
		return 0;
	module.size = bound_size(capture, &image);
	module.dynamic = image.dynamic.size > 0 ? image.dynamic.start : 0;
	module.is_main = is_main;
	(void)crash_capture_add_module(capture, &module);
	want_image(wishes, &image);
	return module.size;
}

/* A file whose start is mapped is an image if some of it, before other files, is executable. */
static bool has_executable_part(const struct crash_capture *capture, size_t first)
{
	const struct capture_mapping *start = &capture->mappings[first];

	for (size_t i = first; i < capture->n_mappings; i++) {
		const struct capture_mapping *mapping = &capture->mappings[i];

		if (mapping->inode == 0)
			continue;
		if (!is_same_file(mapping, start) || (i > first && mapping->file_offset == 0))
			return false;
		if (mapping->flags & MAPPING_EXEC)
			return true;
	}
	return false;
}

static void add_mapped_files(const struct memory_wishes *wishes, struct memory_reader *memory,
			     uint64_t program_base)
{
	const struct crash_capture *capture = wishes->capture;
	uint64_t covered = 0;

	for (size_t i = 0; i < capture->n_mappings; i++) {
		const struct capture_mapping *mapping = &capture->mappings[i];
		uint64_t size;

		if (mapping->inode == 0 || mapping->file_offset != 0 || mapping->start < covered ||
		    !has_executable_part(capture, i))
			continue;
		size = add_image(wishes, memory, mapping->start, mapping->path,
				 mapping->start == program_base);
		covered = max_u64(covered, saturating_add_u64(mapping->start, size));
	}
}

/* A program that is in no mapping of a known file: a core may not say which files were mapped. */
static void add_program(const struct memory_wishes *wishes, struct memory_reader *memory,
			uint64_t base)
{
	const struct crash_capture *capture = wishes->capture;

	for (size_t i = 0; i < capture->n_modules; i++)
		if (capture->modules[i].is_main)
			return;
	if (base != 0)
		(void)add_image(wishes, memory, base, capture->process.exe, true);
}

static int by_base(const void *left, const void *right)
{
	const struct capture_module *a = left, *b = right;

	return a->base < b->base ? -1 : a->base > b->base;
}

static void sort_modules(struct crash_capture *capture)
{
	if (capture->n_modules > 0)
		qsort(capture->modules, capture->n_modules, sizeof(*capture->modules), by_base);
}

/* True if address lies in one of the first n_sorted modules, which ascend by base. */
static bool is_covered(const struct crash_capture *capture, size_t n_sorted, uint64_t address)
{
	size_t low = 0, high = n_sorted;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (capture->modules[middle].base <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && address - capture->modules[low - 1].base < capture->modules[low - 1].size;
}

/* An object in no file mapping of its own: its image starts at its bias, if anywhere. */
static void add_loaded_objects(const struct memory_wishes *wishes, struct memory_reader *memory,
			       const struct loader_account *account)
{
	const struct crash_capture *capture = wishes->capture;
	size_t n_sorted = capture->n_modules;

	for (size_t i = 0; i < account->n_objects; i++) {
		const struct loaded_object *object = &account->objects[i];
		const struct capture_mapping *mapping =
			crash_capture_find_mapping(capture, object->bias);

		if (object->bias == 0 || is_covered(capture, n_sorted, object->dynamic) ||
		    is_covered(capture, n_sorted, object->bias))
			continue;
		(void)add_image(wishes, memory, object->bias,
				mapping && mapping->inode != 0 ? mapping->path : object->name,
				false);
	}
}

/* No two images share memory: the one below gives way, and of two at one place the second goes. */
static void separate_modules(struct crash_capture *capture)
{
	size_t kept = 0;

	for (size_t i = 0; i < capture->n_modules; i++) {
		const struct capture_module *module = &capture->modules[i];

		if (kept > 0) {
			struct capture_module *below = &capture->modules[kept - 1];

			if (below->base == module->base)
				continue;
			below->size = min_u64(below->size, module->base - below->base);
		}
		capture->modules[kept++] = *module;
	}
	capture->n_modules = kept;
}

void modules_find(const struct memory_wishes *wishes, struct memory_reader *memory,
		  struct bytes auxv, const struct loader_account *account)
{
	struct crash_capture *capture = wishes->capture;
	uint64_t vdso;

	add_mapped_files(wishes, memory, account->program_base);
	add_program(wishes, memory, account->program_base);
	if (auxv_find(auxv, wishes->head->elf_class, AT_SYSINFO_EHDR, &vdso))
		(void)add_image(wishes, memory, vdso, VDSO_NAME, false);
	sort_modules(capture);
	add_loaded_objects(wishes, memory, account);
	sort_modules(capture);
	separate_modules(capture);
}
