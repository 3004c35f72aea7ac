/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DSO debug: the list of loaded objects that the dynamic loader keeps for debuggers, as it is in
 * the captured memory. The process may have scribbled over it: every step is bounded, and the list
 * ends where memory ends.
 */
#include <elf.h>
#include <string.h>

#include "converter/minidump/layout_strings.h"
#include "converter/minidump/streams.h"
#include "lib/base/byte_reader.h"
#include "lib/minidump/format_linux.h"

#define LINK_MAP_WORDS 4 /* l_addr, l_name, l_ld, l_next */
#define R_DEBUG_WORDS  5 /* r_version, r_map, r_brk, r_state, r_ldbase */
#define MAX_WORDS      5

struct dso_reader {
	struct memory_reader *memory;
	size_t word_size;
	uint64_t dynamic, dynamic_size, r_debug;
	uint64_t words[R_DEBUG_WORDS]; /* of r_debug */
};

static bool read_words(const struct dso_reader *reader, uint64_t address, uint64_t *words,
		       size_t n_words)
{
	uint8_t raw[MAX_WORDS * 8];
	size_t size = n_words * reader->word_size;

	if (!memory_read_exact(reader->memory, address, raw, size))
		return false;
	for (size_t i = 0; i < n_words; i++)
		words[i] = bytes_uint_at(bytes_of(raw, size), i * reader->word_size,
					 reader->word_size);
	return true;
}

/* Measures the dynamic section and finds r_debug in it. */
static bool read_dynamic(struct dso_reader *reader)
{
	uint64_t entry[2], size = 2 * reader->word_size, offset;

	for (offset = 0; offset + size <= LIMIT_DYNAMIC_SECTION; offset += size) {
		if (!read_words(reader, reader->dynamic + offset, entry, 2))
			return false;
		if (entry[0] == DT_DEBUG)
			reader->r_debug = entry[1];
		if (entry[0] == DT_NULL) {
			reader->dynamic_size = offset + size;
			return reader->r_debug != 0;
		}
	}
	return false;
}

static bool find(struct minidump_builder *builder, struct dso_reader *reader)
{
	const struct crash_capture *capture = builder->capture;

	*reader = (struct dso_reader){
		.memory = builder->memory,
		.word_size = capture->elf_class == ELFCLASS32 ? 4 : 8,
	};
	for (size_t i = 0; i < capture->n_modules; i++)
		if (capture->modules[i].is_main)
			reader->dynamic = capture->modules[i].dynamic;
	return reader->dynamic != 0 && read_dynamic(reader) &&
	       read_words(reader, reader->r_debug, reader->words, R_DEBUG_WORDS);
}

static size_t count_link_maps(const struct dso_reader *reader)
{
	uint64_t words[LINK_MAP_WORDS], at = reader->words[1];
	size_t count = 0;

	while (at != 0 && count < LIMIT_LINK_MAPS &&
	       read_words(reader, at, words, LINK_MAP_WORDS)) {
		at = words[3];
		count++;
	}
	return count;
}

static void put_link_map(const struct dso_reader *reader, struct layout *layout,
			 const uint64_t *words, void *record)
{
	struct md_link_map_64 *wide = record;
	struct md_link_map_32 *narrow = record;
	char name[LIMIT_PATH];
	layout_blob_t blob;

	if (memory_read_string(reader->memory, words[1], name, sizeof(name)) < 0)
		name[0] = '\0';
	blob = layout_add_path(layout, name);
	if (reader->word_size == 8) {
		wide->addr = words[0];
		wide->ld = words[2];
		layout_refer_rva(layout, &wide->name, blob);
	} else {
		narrow->addr = (uint32_t)words[0];
		narrow->ld = (uint32_t)words[2];
		layout_refer_rva(layout, &narrow->name, blob);
	}
}

static layout_blob_t add_link_maps(const struct dso_reader *reader, struct layout *layout,
				   size_t count)
{
	size_t size = reader->word_size == 8 ? sizeof(struct md_link_map_64)
					     : sizeof(struct md_link_map_32);
	uint64_t words[LINK_MAP_WORDS], at = reader->words[1];
	void *data;
	layout_blob_t blob = layout_reserve(layout, count * size, MD_ALIGN_LIST, &data);

	for (size_t i = 0; data && i < count; i++) {
		if (!read_words(reader, at, words, LINK_MAP_WORDS))
			break;
		put_link_map(reader, layout, words, (uint8_t *)data + i * size);
		at = words[3];
	}
	return blob;
}

static void put_header(const struct dso_reader *reader, struct layout *layout, void *record)
{
	uint32_t count = (uint32_t)count_link_maps(reader);
	layout_blob_t maps = add_link_maps(reader, layout, count);
	struct md_dso_debug_64 *wide = record;
	struct md_dso_debug_32 *narrow = record;

	if (reader->word_size == 8) {
		wide->version = (uint32_t)reader->words[0];
		wide->dso_count = count;
		wide->brk = reader->words[2];
		wide->ldbase = reader->words[4];
		wide->dynamic = reader->dynamic;
		layout_refer_rva(layout, &wide->map, maps);
	} else {
		narrow->version = (uint32_t)reader->words[0];
		narrow->dso_count = count;
		narrow->brk = (uint32_t)reader->words[2];
		narrow->ldbase = (uint32_t)reader->words[4];
		narrow->dynamic = (uint32_t)reader->dynamic;
		layout_refer_rva(layout, &narrow->map, maps);
	}
}

layout_blob_t minidump_add_dso_debug(struct minidump_builder *builder, uint32_t type)
{
	struct dso_reader reader;
	size_t size;
	layout_blob_t blob;
	void *data;

	(void)type;
	if (!find(builder, &reader))
		return LAYOUT_NO_BLOB;
	size = reader.word_size == 8 ? sizeof(struct md_dso_debug_64)
				     : sizeof(struct md_dso_debug_32);
	blob = layout_reserve(&builder->layout, size + reader.dynamic_size, MD_ALIGN_LIST, &data);
	if (!data)
		return LAYOUT_NO_BLOB;
	put_header(&reader, &builder->layout, data);
	(void)memory_read_exact(builder->memory, reader.dynamic, (uint8_t *)data + size,
				(size_t)reader.dynamic_size);
	return blob;
}
