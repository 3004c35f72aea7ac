/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/loader.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/capture/auxv.h"
#include "lib/elf/memory_image.h"

/* struct r_debug: version (an int, padded), map, brk, state, ldbase; struct link_map: 5 words. */
#define R_DEBUG_WORDS  5U
#define LINK_MAP_WORDS 5U
#define OBJECTS_STEP   64U

struct walk {
	const struct memory_wishes *wishes;
	struct memory_reader *memory;
	size_t word;
	struct loader_account *account;
	size_t capacity;
};

static void walk_fails(const struct walk *walk, const char *subject)
{
	soft_errors_add(&walk->wishes->capture->soft_errors, SOFT_ERROR_invalid_value, subject,
			EFAULT);
}

/* Reads n_words words at address, and wants them. */
static bool read_words(const struct walk *walk, uint64_t address, size_t n_words, uint64_t *words)
{
	uint8_t raw[8 * R_DEBUG_WORDS];
	size_t size = n_words * walk->word;

	if (!memory_read_exact(walk->memory, address, raw, size))
		return false;
	for (size_t i = 0; i < n_words; i++)
		words[i] = bytes_uint_at(bytes_of(raw, size), i * walk->word, walk->word);
	memory_wishes_add(walk->wishes, address, size, MEMORY_LOADER);
	return true;
}

/* The mapping of the file's start, below the mapping that holds address. 0 if there is none. */
static uint64_t find_file_start(const struct crash_capture *capture, uint64_t address)
{
	const struct capture_mapping *mapping = crash_capture_find_mapping(capture, address);

	if (!mapping)
		return 0;
	for (const struct capture_mapping *at = mapping;; at--) {
		if (at->inode == mapping->inode && at->file_offset == 0)
			return at->start;
		if (at == capture->mappings || at->inode != mapping->inode)
			return 0;
	}
}

/* The value of DT_DEBUG: the address of r_debug once the dynamic linker has set it. */
static uint64_t find_r_debug(const struct walk *walk, const struct memory_image *image)
{
	uint8_t raw[LIMIT_DYNAMIC_SECTION];
	struct byte_reader entries;
	ssize_t count =
		memory_read(walk->memory, image->dynamic.start, raw, (size_t)image->dynamic.size);

	if (count <= 0)
		return 0;
	entries = byte_reader_of(bytes_of(raw, (size_t)count));
	while (byte_reader_left(&entries) >= 2 * walk->word) {
		uint64_t tag = byte_reader_uint(&entries, walk->word);
		uint64_t value = byte_reader_uint(&entries, walk->word);

		if (tag == DT_DEBUG)
			return value;
		if (tag == DT_NULL)
			break;
	}
	return 0;
}

static const char *read_name(const struct walk *walk, uint64_t address)
{
	char name[LIMIT_PATH];
	ssize_t length = memory_read_string(walk->memory, address, name, sizeof(name));
	const char *copy;

	if (length < 0)
		return "";
	memory_wishes_add(walk->wishes, address, (uint64_t)length + 1, MEMORY_LOADER);
	copy = pool_copy_text(&walk->wishes->capture->pool, name, (size_t)length);
	return copy ? copy : "";
}

static bool add_object(struct walk *walk, const struct loaded_object *object)
{
	struct loader_account *account = walk->account;

	if (account->n_objects == walk->capacity) {
		size_t capacity = walk->capacity + walk->capacity + OBJECTS_STEP;
		struct loaded_object *grown =
			pool_alloc(&walk->wishes->capture->pool, capacity * sizeof(*grown));

		if (!grown)
			return false;
		if (account->n_objects > 0)
			memcpy(grown, account->objects, account->n_objects * sizeof(*grown));
		account->objects = grown;
		walk->capacity = capacity;
	}
	account->objects[account->n_objects++] = *object;
	return true;
}

/* A chain that returns to an earlier link comes by the milestone, which moves on ever slower. */
static void walk_chain(struct walk *walk, uint64_t first)
{
	uint64_t milestone = 0, links = 0;

	for (uint64_t at = first; at != 0; links++) {
		uint64_t words[LINK_MAP_WORDS];
		struct loaded_object object;

		if (links == LIMIT_LINK_MAPS || at == milestone ||
		    !read_words(walk, at, LINK_MAP_WORDS, words)) {
			walk_fails(walk, "link_map");
			return;
		}
		if ((links & (links - 1)) == 0)
			milestone = at;
		object.bias = words[0];
		object.dynamic = words[2];
		object.name = read_name(walk, words[1]);
		if (!add_object(walk, &object))
			return;
		at = words[3];
	}
}

void loader_read(const struct memory_wishes *wishes, struct memory_reader *memory,
		 struct bytes auxv, struct loader_account *ret_account)
{
	uint8_t elf_class = wishes->head->elf_class;
	uint64_t phdr = 0, debug, words[R_DEBUG_WORDS];
	struct memory_image image;
	struct walk walk = {
		.wishes = wishes,
		.memory = memory,
		.word = elf_class == ELFCLASS32 ? 4 : 8,
		.account = ret_account,
	};

	*ret_account = (struct loader_account){ .program_base = 0 };
	(void)auxv_find(auxv, elf_class, AT_PHDR, &phdr);
	ret_account->program_base = find_file_start(wishes->capture, phdr);
	if (ret_account->program_base == 0 ||
	    memory_image_read(memory, ret_account->program_base, &image) < 0) {
		walk_fails(&walk, "program headers");
		return;
	}
	if (image.dynamic.size == 0)
		return;
	memory_wishes_add(wishes, image.dynamic.start, image.dynamic.size, MEMORY_LOADER);
	debug = find_r_debug(&walk, &image);
	if (debug == 0)
		return;
	if (!read_words(&walk, debug, R_DEBUG_WORDS, words)) {
		walk_fails(&walk, "r_debug");
		return;
	}
	walk_chain(&walk, words[1]);
}
