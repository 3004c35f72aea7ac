/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line of the index: what `list` shows and what retention decides by, so that the .extra file
 * need not be opened. Fields are separated by tabs:
 *
 *     1 ID READER BYTES MINIDUMP VALUE... \.
 *
 * READER is a uid or "-", MINIDUMP "1" or "0", and the VALUEs are those of the keys of
 * index_keys[], in their order, empty where the .extra has none; "\." shows that the line is
 * whole. A tab, newline or backslash in a value is written "\t", "\n", "\\". Columns are only ever
 * added at the end; a reader takes lines that have more or fewer values. A line that starts with
 * another number is of a later format.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/base/byte_buffer.h"
#include "lib/store/report_id.h"

#define INDEX_COLUMNS 18U

/* Names of .extra values (lib/store/extra_keys.h), one a column. */
extern const char *const index_keys[INDEX_COLUMNS];

#define INDEX_NO_READER ((uid_t)-1)

struct index_entry {
	char id[REPORT_ID_SIZE];
	uid_t reader;	/* who may read the report besides root and the service */
	uint64_t bytes; /* that its files take on disk */
	bool has_minidump;
	const char *values[INDEX_COLUMNS]; /* borrowed; NULL: the .extra has none */
};

/* The column of a key. False if the index has none for it. */
bool index_key_find(const char *key, size_t *ret_column);

/* The value of a key; NULL if the report has none, or the index has no such column. */
const char *index_entry_value(const struct index_entry *entry, const char *key);

/* The uid of the crashed process; INDEX_NO_READER if it is not known. */
uid_t index_entry_uid(const struct index_entry *entry);

/*
 * Appends the line with its newline. Returns 0; -E2BIG if it is longer than LIMIT_INDEX_LINE; or
 * -ENOMEM, and then nothing is appended.
 */
int index_entry_format(const struct index_entry *entry, struct byte_buffer *text);

/*
 * Takes a line apart, without its newline but with a NUL in its place. The line is altered, and the
 * entry's values point into it. False for what is no such line.
 */
bool index_entry_parse(char *line, size_t length, struct index_entry *ret_entry);
