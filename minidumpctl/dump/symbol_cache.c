/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/symbol_cache.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/capture/limits.h"

#define DEBUG_DIRECTORY "/usr/lib/debug"

/* Modules with symbols, each with an open file; the oldest go first. */
#define OPEN_MAX 64

#define SYMBOL_NAME_SHOWN 480

struct symbol_cache_entry {
	struct symbol_cache_entry *older; /* of those that have a table */
	char *module, *build_id;
	struct symbol_table *table; /* NULL: has no symbols here */
};

static int compare_entries(const void *a, const void *b)
{
	const struct symbol_cache_entry *left = a, *right = b;
	int order = strcmp(left->build_id, right->build_id);

	return order != 0 ? order : strcmp(left->module, right->module);
}

static void entry_free(void *pointer)
{
	struct symbol_cache_entry *entry = pointer;

	symbol_table_free(entry->table);
	free(entry->module);
	free(entry->build_id);
	free(entry);
}

void symbol_cache_done(struct symbol_cache *cache)
{
	tdestroy(cache->tree, entry_free);
	*cache = (struct symbol_cache){ .tree = NULL };
}

static void forget_oldest(struct symbol_cache *cache)
{
	struct symbol_cache_entry **link = &cache->newest, *oldest;

	while ((*link)->older)
		link = &(*link)->older;
	oldest = *link;
	*link = NULL;
	(void)tdelete(oldest, &cache->tree, compare_entries);
	entry_free(oldest);
	cache->n_open--;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* The bytes of a build-id in lower-case hexadecimal; 0 if it is none. */
static size_t parse_build_id(const char *text, uint8_t ret_bytes[LIMIT_BUILD_ID])
{
	size_t length = strlen(text);

	if (length % 2 != 0 || length / 2 > LIMIT_BUILD_ID)
		return 0;
	for (size_t i = 0; i < length; i += 2) {
		int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);

		if (high < 0 || low < 0)
			return 0;
		ret_bytes[i / 2] = (uint8_t)(high << 4 | low);
	}
	return length / 2;
}

/* Those without symbols are remembered too, and cost no descriptor. */
static void open_table(struct symbol_cache *cache, struct symbol_cache_entry *entry)
{
	uint8_t id[LIMIT_BUILD_ID];

	(void)symbol_table_open(entry->module, bytes_of(id, parse_build_id(entry->build_id, id)),
				DEBUG_DIRECTORY, &entry->table);
	if (!entry->table)
		return;
	if (cache->n_open == OPEN_MAX)
		forget_oldest(cache);
	entry->older = cache->newest;
	cache->newest = entry;
	cache->n_open++;
}

static struct symbol_cache_entry *add_entry(struct symbol_cache *cache, const char *module,
					    const char *build_id)
{
	struct symbol_cache_entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return NULL;
	entry->module = strdup(module);
	entry->build_id = strdup(build_id);
	if (!entry->module || !entry->build_id || !tsearch(entry, &cache->tree, compare_entries)) {
		entry_free(entry);
		return NULL;
	}
	open_table(cache, entry);
	return entry;
}

static const struct symbol_cache_entry *find_entry(struct symbol_cache *cache, const char *module,
						   const char *build_id)
{
	const struct symbol_cache_entry wanted = { .module = (char *)module,
						   .build_id = (char *)build_id };
	struct symbol_cache_entry *const *found = tfind(&wanted, &cache->tree, compare_entries);

	return found ? *found : add_entry(cache, module, build_id);
}

bool symbol_cache_look_up(struct symbol_cache *cache, const char *module, const char *build_id,
			  uint64_t offset, char ret_text[SYMBOL_TEXT_SIZE])
{
	const struct symbol_cache_entry *entry;
	struct symbol_match match;

	if (module[0] != '/' || !*build_id)
		return false;
	entry = find_entry(cache, module, build_id);
	if (!entry || !entry->table || !symbol_table_find(entry->table, offset, &match))
		return false;
	(void)snprintf(ret_text, SYMBOL_TEXT_SIZE, "%.*s+0x%llx", SYMBOL_NAME_SHOWN, match.name,
		       (unsigned long long)match.offset);
	return true;
}

bool symbol_cache_find(struct symbol_cache *cache, const struct report *report,
		       char ret_text[SYMBOL_TEXT_SIZE])
{
	const char *module = report_text(report, EXTRA_WHERE_MODULE);
	const char *build_id = report_text(report, EXTRA_WHERE_BUILD_ID);
	uint64_t offset;

	return module && build_id && report_number(report, EXTRA_WHERE_OFFSET, &offset) &&
	       symbol_cache_look_up(cache, module, build_id, offset, ret_text);
}
