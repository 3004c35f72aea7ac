/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any line as one of the index: what was parsed is written again, and that parses to the same. */
#include <stdlib.h>
#include <string.h>

#include "lib/store/index_entry.h"
#include "lib/store/store_usage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *copy_of(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);

	if (!copy)
		abort();
	if (size > 0)
		memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}

static bool are_same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void check_same(const struct index_entry *a, const struct index_entry *b)
{
	if (strcmp(a->id, b->id) != 0 || a->reader != b->reader || a->bytes != b->bytes ||
	    a->has_minidump != b->has_minidump)
		abort();
	for (size_t i = 0; i < INDEX_COLUMNS; i++)
		if (!are_same_text(a->values[i], b->values[i]))
			abort();
}

static void check_line(const uint8_t *data, size_t size)
{
	struct byte_buffer text = BYTE_BUFFER_INIT;
	struct index_entry entry, again;
	char *line = copy_of(data, size);

	if (index_entry_parse(line, size, &entry)) {
		if (!report_id_is_valid(entry.id))
			abort();
		(void)index_entry_uid(&entry);
		/* Numbers may have had leading zeros; so it may be shorter, not longer. */
		if (index_entry_format(&entry, &text) == 0) {
			text.data[text.size - 1] = '\0';
			if (!index_entry_parse((char *)text.data, text.size - 1, &again))
				abort();
			check_same(&entry, &again);
		}
	}
	byte_buffer_done(&text);
	free(line);
}

static void check_usage(const uint8_t *data, size_t size)
{
	struct store_usage usage = STORE_USAGE_INIT;
	char *text = copy_of(data, size);

	if (store_usage_parse(text, &usage) == 0)
		(void)store_usage_bytes(&usage);
	store_usage_done(&usage);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_line(data, size);
	check_usage(data, size);
	return 0;
}
