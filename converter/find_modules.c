/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/find_modules.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "lib/capture/auxv.h"
#include "lib/elf/memory_image.h"

static bool is_known(const struct crash_capture *capture, uint64_t base)
{
	for (size_t i = 0; i < capture->n_modules; i++)
		if (capture->modules[i].base == base)
			return true;
	return false;
}

static int add_module(struct crash_capture *capture, uint64_t base)
{
	struct capture_module module = { .base = base, .path = "", .soname = "" };
	int r;

	if (is_known(capture, base))
		return 0;
	r = crash_capture_add_module(capture, &module);
	return r == -E2BIG ? 0 : r;
}

static bool same_file(const struct capture_mapping *a, const struct capture_mapping *b)
{
	return a->inode == b->inode && a->device_major == b->device_major &&
	       a->device_minor == b->device_minor;
}

/*
 * True if the mapping, or one of the same file that follows before another file's, is executable:
 * who only reads an ELF file maps it too.
 */
static bool has_code(const struct crash_capture *capture, size_t first)
{
	const struct capture_mapping *start = &capture->mappings[first];

	for (size_t i = first; i < capture->n_mappings; i++) {
		const struct capture_mapping *mapping = &capture->mappings[i];

		if (mapping->inode != 0 && !same_file(mapping, start))
			return false;
		if (i > first && mapping->inode != 0 && mapping->file_offset == 0)
			return false;
		if (mapping->inode != 0 && (mapping->flags & MAPPING_EXEC))
			return true;
	}
	return false;
}

/*
 * A private mapping of the start of a file with code is an ELF image, unless the memory says
 * otherwise; the memory may have been lost with the end of a dump.
 */
static bool is_image(const struct crash_capture *capture, struct memory_reader *memory, size_t i)
{
	const struct capture_mapping *mapping = &capture->mappings[i];
	struct memory_image image;

	if (mapping->file_offset != 0 || mapping->inode == 0 || (mapping->flags & MAPPING_SHARED))
		return false;
	if (!has_code(capture, i))
		return false;
	return memory_image_read(memory, mapping->start, &image) != -ENOEXEC;
}

static int find_in_mappings(struct crash_capture *capture, struct memory_reader *memory)
{
	for (size_t i = 0; i < capture->n_mappings; i++) {
		int r;

		if (!is_image(capture, memory, i))
			continue;
		r = add_module(capture, capture->mappings[i].start);
		if (r < 0)
			return r;
	}
	return 0;
}

static int find_vdso(struct crash_capture *capture)
{
	uint64_t base;

	if (auxv_find(capture->texts[TEXT_auxv], capture->elf_class, AT_SYSINFO_EHDR, &base))
		return add_module(capture, base);
	return 0;
}

/* Without mappings the program itself is where its program headers are, a page's start before. */
static int find_program(struct crash_capture *capture, struct memory_reader *memory)
{
	struct bytes auxv = capture->texts[TEXT_auxv];
	struct memory_image image;
	uint64_t headers, page_size;

	if (capture->n_mappings > 0 || !auxv_find(auxv, capture->elf_class, AT_PHDR, &headers) ||
	    !auxv_find(auxv, capture->elf_class, AT_PAGESZ, &page_size) || page_size == 0)
		return 0;
	headers -= headers % page_size;
	if (memory_image_read(memory, headers, &image) < 0)
		return 0;
	return add_module(capture, headers);
}

int find_modules(struct crash_capture *capture, struct memory_reader *memory)
{
	int r = find_program(capture, memory);

	if (r == 0)
		r = find_in_mappings(capture, memory);
	if (r == 0)
		r = find_vdso(capture);
	return r;
}
