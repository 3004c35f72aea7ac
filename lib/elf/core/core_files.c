/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/core/core_files.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/base/checked_math.h"
#include "lib/capture/limits.h"

#define WORDS_BEFORE  2U /* the count, and the unit of offsets */
#define WORDS_MAPPING 3U

static bool take_path(struct byte_reader *names, struct bytes *ret_path)
{
	const uint8_t *start = names->source.data + names->offset;
	size_t left = byte_reader_left(names);
	size_t length = left > 0 ? strnlen((const char *)start, left) : 0;

	if (length == left)
		return false;
	*ret_path = byte_reader_take(names, length);
	byte_reader_skip(names, 1);
	return true;
}

static bool is_same_path(struct bytes left, struct bytes right)
{
	return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

static int by_path(const void *left, const void *right)
{
	const struct core_file_mapping *a = left, *b = right;
	int order = memcmp(a->path.data, b->path.data, min_u64(a->path.size, b->path.size));

	if (order != 0)
		return order;
	return a->path.size < b->path.size ? -1 : a->path.size > b->path.size;
}

static int by_start(const void *left, const void *right)
{
	const struct core_file_mapping *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

static void number_files(struct core_files *files)
{
	struct core_file_mapping *mappings = files->mappings;
	uint64_t number = 1;

	if (files->n_mappings == 0)
		return;
	qsort(mappings, files->n_mappings, sizeof(*mappings), by_path);
	for (size_t i = 0; i < files->n_mappings; i++) {
		if (i > 0 && !is_same_path(mappings[i - 1].path, mappings[i].path))
			number++;
		mappings[i].number = number;
	}
	qsort(mappings, files->n_mappings, sizeof(*mappings), by_start);
}

static bool take_mapping(struct byte_reader *entries, size_t word, uint64_t unit,
			 struct core_file_mapping *ret_mapping)
{
	uint64_t offset;

	ret_mapping->start = byte_reader_uint(entries, word);
	ret_mapping->end = byte_reader_uint(entries, word);
	offset = byte_reader_uint(entries, word);
	return checked_mul_u64(offset, unit, &ret_mapping->offset) &&
	       ret_mapping->start < ret_mapping->end;
}

int core_files_parse(struct bytes note, uint8_t elf_class, struct pool *pool,
		     struct core_files *ret_files)
{
	size_t word = elf_class == ELFCLASS32 ? 4 : 8, entry = WORDS_MAPPING * word;
	struct byte_reader entries = byte_reader_of(note), names = byte_reader_of(note);
	struct core_files files = { .mappings = NULL };
	uint64_t count = byte_reader_uint(&entries, word);
	uint64_t unit = byte_reader_uint(&entries, word);
	bool is_whole = true;

	if (byte_reader_failed(&entries) || count > byte_reader_left(&entries) / entry)
		return -EBADMSG;
	byte_reader_seek(&names, WORDS_BEFORE * word + count * entry);
	count = min_u64(count, LIMIT_MAPPINGS);
	files.mappings = pool_alloc(pool, (size_t)count * sizeof(*files.mappings));
	if (!files.mappings)
		return -ENOMEM;
	for (uint64_t i = 0; i < count && is_whole; i++) {
		struct core_file_mapping *mapping = &files.mappings[files.n_mappings];
		bool is_sane = take_mapping(&entries, word, unit, mapping);

		is_whole = take_path(&names, &mapping->path);
		if (is_whole && is_sane)
			files.n_mappings++;
	}
	number_files(&files);
	*ret_files = files;
	return is_whole ? 0 : -EBADMSG;
}

const struct core_file_mapping *core_files_find(const struct core_files *files, uint64_t address)
{
	size_t low = 0, high = files->n_mappings;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (files->mappings[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == files->n_mappings || files->mappings[low].start > address)
		return NULL;
	return &files->mappings[low];
}
