/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/memory_image.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/base/checked_math.h"
#include "lib/capture/limits.h"
#include "lib/elf/notes.h"

/* Sizes and offsets that differ between the two ELF classes. */
struct class_layout {
	uint16_t header_size, phentsize;
	uint8_t word;
	uint8_t phoff, phentsize_at, phnum_at;	      /* in the ELF header */
	uint8_t p_offset, p_vaddr, p_filesz, p_memsz; /* in a program header */
};

static const struct class_layout layout_32 = { 52, 32, 4, 28, 42, 44, 4, 8, 16, 20 };
static const struct class_layout layout_64 = { 64, 56, 8, 32, 54, 56, 8, 16, 32, 40 };

static const struct class_layout *layout_of(uint8_t elf_class)
{
	return elf_class == ELFCLASS32 ? &layout_32 : &layout_64;
}

struct phdr {
	uint32_t type;
	uint64_t offset, vaddr, filesz, memsz;
};

struct phdr_table {
	uint8_t raw[LIMIT_MODULE_PHDRS * 56];
	size_t count;
	const struct class_layout *layout;
};

static struct phdr phdr_at(const struct phdr_table *table, size_t i)
{
	const struct class_layout *layout = table->layout;
	struct bytes raw = bytes_of(table->raw + i * layout->phentsize, layout->phentsize);

	return (struct phdr){
		.type = (uint32_t)bytes_uint_at(raw, 0, 4),
		.offset = bytes_uint_at(raw, layout->p_offset, layout->word),
		.vaddr = bytes_uint_at(raw, layout->p_vaddr, layout->word),
		.filesz = bytes_uint_at(raw, layout->p_filesz, layout->word),
		.memsz = bytes_uint_at(raw, layout->p_memsz, layout->word),
	};
}

static bool header_is_valid(struct bytes header, const struct class_layout *layout)
{
	uint16_t type = (uint16_t)bytes_uint_at(header, 16, 2);

	return header.data[EI_DATA] == ELFDATA2LSB && header.data[EI_VERSION] == EV_CURRENT &&
	       (type == ET_EXEC || type == ET_DYN) &&
	       bytes_uint_at(header, layout->phentsize_at, 2) == layout->phentsize;
}

static int read_header(struct memory_reader *reader, uint64_t base, struct memory_image *image,
		       struct phdr_table *table)
{
	uint8_t raw[64];
	struct bytes header;
	uint64_t phoff;
	ssize_t count = memory_read(reader, base, raw, sizeof(raw));

	if (count < (ssize_t)layout_32.header_size)
		return -EFAULT;
	if (memcmp(raw, ELFMAG, SELFMAG) != 0 ||
	    (raw[EI_CLASS] != ELFCLASS32 && raw[EI_CLASS] != ELFCLASS64))
		return -ENOEXEC;
	image->base = base;
	image->elf_class = raw[EI_CLASS];
	table->layout = layout_of(image->elf_class);
	header = bytes_of(raw, (size_t)count);
	if (count < (ssize_t)table->layout->header_size || !header_is_valid(header, table->layout))
		return -ENOEXEC;
	image->machine = (uint16_t)bytes_uint_at(header, 18, 2);
	phoff = bytes_uint_at(header, table->layout->phoff, table->layout->word);
	table->count = bytes_uint_at(header, table->layout->phnum_at, 2);
	if (table->count == 0 || table->count > LIMIT_MODULE_PHDRS)
		return -ENOEXEC;
	image->program_headers.size = table->count * table->layout->phentsize;
	if (!checked_add_u64(base, phoff, &image->program_headers.start))
		return -ENOEXEC;
	return 0;
}

/* The first PT_LOAD's p_vaddr, less its p_offset, is where the file's first byte would lie. */
static bool find_span(const struct phdr_table *table, uint64_t *ret_first, uint64_t *ret_end)
{
	uint64_t first = 0, end = 0;
	bool found = false;

	for (size_t i = 0; i < table->count; i++) {
		struct phdr phdr = phdr_at(table, i);
		uint64_t segment_end;

		if (phdr.type != PT_LOAD)
			continue;
		if (!checked_add_u64(phdr.vaddr, phdr.memsz, &segment_end))
			return false;
		if (!found)
			first = phdr.vaddr - phdr.offset;
		found = true;
		end = max_u64(end, segment_end);
	}
	if (!found || end <= first)
		return false;
	*ret_first = first;
	*ret_end = end;
	return true;
}

static void find_segments(const struct phdr_table *table, struct memory_image *image)
{
	for (size_t i = 0; i < table->count; i++) {
		struct phdr phdr = phdr_at(table, i);
		struct memory_image_range range = {
			.start = image->load_bias + phdr.vaddr,
			.size = min_u64(phdr.filesz, phdr.memsz),
		};

		if (phdr.type == PT_DYNAMIC)
			image->dynamic = range;
		else if (phdr.type == PT_NOTE && range.size > 0 &&
			 image->n_notes < MEMORY_IMAGE_MAX_NOTES)
			image->notes[image->n_notes++] = range;
	}
	image->dynamic.size = min_u64(image->dynamic.size, LIMIT_DYNAMIC_SECTION);
}

int memory_image_read(struct memory_reader *reader, uint64_t base, struct memory_image *ret_image)
{
	struct memory_image image = { .base = 0 };
	struct phdr_table table;
	uint64_t first, end;
	int r;

	r = read_header(reader, base, &image, &table);
	if (r < 0)
		return r;
	if (!memory_read_exact(reader, image.program_headers.start, table.raw,
			       (size_t)image.program_headers.size))
		return -EFAULT;
	if (!find_span(&table, &first, &end))
		return -ENOEXEC;
	image.load_bias = base - first;
	image.size = end - first;
	find_segments(&table, &image);
	*ret_image = image;
	return 0;
}

int memory_image_build_id(struct memory_reader *reader, const struct memory_image *image,
			  struct pool *pool, struct bytes *ret_build_id)
{
	uint8_t raw[LIMIT_MODULE_HEADER];

	for (size_t i = 0; i < image->n_notes; i++) {
		size_t size = (size_t)min_u64(image->notes[i].size, sizeof(raw));
		ssize_t count = memory_read(reader, image->notes[i].start, raw, size);
		struct note_iterator notes;
		struct elf_note note;
		uint8_t *copy;

		if (count <= 0)
			continue;
		notes = note_iterator_of(bytes_of(raw, (size_t)count), 4);
		while (note_iterator_next(&notes, &note)) {
			if (!elf_note_is(&note, "GNU", NT_GNU_BUILD_ID) || note.desc.size == 0 ||
			    note.desc.size > LIMIT_BUILD_ID)
				continue;
			copy = pool_copy(pool, note.desc.data, note.desc.size);
			if (!copy)
				return -ENOMEM;
			*ret_build_id = bytes_of(copy, note.desc.size);
			return 0;
		}
	}
	return -ENOENT;
}

/* The values of DT_STRTAB, DT_STRSZ and DT_SONAME. */
struct dynamic_strings {
	uint64_t table, size, soname;
	bool has_soname;
};

static void read_dynamic_entry(uint64_t tag, uint64_t value, struct dynamic_strings *strings)
{
	switch (tag) {
	case DT_STRTAB:
		strings->table = value;
		break;
	case DT_STRSZ:
		strings->size = value;
		break;
	case DT_SONAME:
		strings->soname = value;
		strings->has_soname = true;
		break;
	default:
		break;
	}
}

static bool find_dynamic_strings(struct memory_reader *reader, const struct memory_image *image,
				 struct dynamic_strings *ret_strings)
{
	size_t word = layout_of(image->elf_class)->word;
	struct dynamic_strings strings = { .table = 0 };
	struct byte_reader entries;
	uint8_t raw[LIMIT_DYNAMIC_SECTION];
	ssize_t count;

	count = memory_read(reader, image->dynamic.start, raw, (size_t)image->dynamic.size);
	if (count <= 0)
		return false;
	entries = byte_reader_of(bytes_of(raw, (size_t)count));
	while (byte_reader_left(&entries) >= 2 * word) {
		uint64_t tag = byte_reader_uint(&entries, word);
		uint64_t value = byte_reader_uint(&entries, word);

		if (tag == DT_NULL)
			break;
		read_dynamic_entry(tag, value, &strings);
	}
	if (!strings.has_soname || strings.table == 0 || strings.soname >= strings.size)
		return false;
	*ret_strings = strings;
	return true;
}

int memory_image_soname(struct memory_reader *reader, const struct memory_image *image,
			struct pool *pool, const char **ret_soname)
{
	struct dynamic_strings strings;
	char name[LIMIT_PATH];
	uint64_t table;
	ssize_t length;
	char *copy;

	if (!find_dynamic_strings(reader, image, &strings))
		return -ENOENT;
	/* glibc relocates DT_STRTAB in place, except where the section is read-only (the vDSO). */
	table = strings.table >= image->base ? strings.table : strings.table + image->load_bias;
	length = memory_read_string(reader, table + strings.soname, name, sizeof(name));
	if (length <= 0)
		return -ENOENT;
	copy = pool_copy_text(pool, name, (size_t)length);
	if (!copy)
		return -ENOMEM;
	*ret_soname = copy;
	return 0;
}
