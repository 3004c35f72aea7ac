/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/index_entry.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/quantity.h"
#include "lib/capture/limits.h"
#include "lib/store/extra_keys.h"

#define FORMAT "1"

/* The end of a whole line: no escaped value, nor a part of one, looks like this. */
#define END_MARK "\t\\."

/* Appended to, never reordered: files outlive the program. */
const char *const index_keys[INDEX_COLUMNS] = {
	EXTRA_CRASH_TIME_NS, EXTRA_PID,		 EXTRA_TID,	      EXTRA_UID,
	EXTRA_GID,	     EXTRA_SIGNAL,	 EXTRA_SIGNAL_NUMBER, EXTRA_CODE,
	EXTRA_ADDRESS,	     EXTRA_EXE,		 EXTRA_COMM,	      EXTRA_UNIT,
	EXTRA_WHERE,	     EXTRA_WHERE_MODULE, EXTRA_WHERE_OFFSET,  EXTRA_WHERE_BUILD_ID,
	EXTRA_SIGNATURE,     EXTRA_NO_DUMP,
};

bool index_key_find(const char *key, size_t *ret_column)
{
	/* Mostly the linker has merged equal strings: millions of look-ups profit from that. */
	for (size_t i = 0; i < INDEX_COLUMNS; i++)
		if (index_keys[i] == key) {
			*ret_column = i;
			return true;
		}
	for (size_t i = 0; i < INDEX_COLUMNS; i++)
		if (strcmp(index_keys[i], key) == 0) {
			*ret_column = i;
			return true;
		}
	return false;
}

const char *index_entry_value(const struct index_entry *entry, const char *key)
{
	size_t column;

	return index_key_find(key, &column) ? entry->values[column] : NULL;
}

static bool parse_uid(const char *text, uid_t *ret_uid)
{
	uint64_t number;

	if (quantity_parse_number(text, &number) < 0 || number >= INDEX_NO_READER)
		return false;
	*ret_uid = (uid_t)number;
	return true;
}

uid_t index_entry_uid(const struct index_entry *entry)
{
	const char *text = index_entry_value(entry, EXTRA_UID);
	uid_t uid;

	return text && parse_uid(text, &uid) ? uid : INDEX_NO_READER;
}

static void put_escaped(struct byte_buffer *text, const char *value)
{
	size_t plain;

	while (value[plain = strcspn(value, "\t\n\\")]) {
		char escape[2] = { '\\', value[plain] };

		if (value[plain] != '\\')
			escape[1] = value[plain] == '\t' ? 't' : 'n';
		byte_buffer_put(text, value, plain);
		byte_buffer_put(text, escape, sizeof(escape));
		value += plain + 1;
	}
	byte_buffer_put(text, value, plain);
}

static void put_head(struct byte_buffer *text, const struct index_entry *entry)
{
	char head[128], reader[16] = "-";
	int length;

	if (entry->reader != INDEX_NO_READER)
		(void)snprintf(reader, sizeof(reader), "%u", entry->reader);
	length = snprintf(head, sizeof(head), FORMAT "\t%s\t%s\t%" PRIu64 "\t%d", entry->id, reader,
			  entry->bytes, entry->has_minidump);
	byte_buffer_put(text, head, (size_t)length);
}

int index_entry_format(const struct index_entry *entry, struct byte_buffer *text)
{
	size_t start = text->size;

	put_head(text, entry);
	for (size_t i = 0; i < INDEX_COLUMNS; i++) {
		byte_buffer_put_u8(text, '\t');
		put_escaped(text, entry->values[i] ? entry->values[i] : "");
	}
	byte_buffer_put(text, END_MARK "\n", strlen(END_MARK "\n"));
	if (byte_buffer_error(text) < 0)
		return byte_buffer_error(text);
	if (text->size - start <= LIMIT_INDEX_LINE)
		return 0;
	byte_buffer_truncate(text, start);
	return -E2BIG;
}

/* In place. False for an escape that put_escaped() does not write. */
static bool unescape(char *value)
{
	char *from = strchr(value, '\\'), *to = from;

	while (from && *from) {
		char byte = *from++;

		if (byte == '\\') {
			byte = *from++;
			if (byte != 't' && byte != 'n' && byte != '\\')
				return false;
			byte = byte == 't' ? '\t' : byte == 'n' ? '\n' : byte;
		}
		*to++ = byte;
	}
	if (to)
		*to = '\0';
	return true;
}

static bool parse_head(char **fields, struct index_entry *entry)
{
	entry->reader = INDEX_NO_READER;
	if (strcmp(fields[0], FORMAT) != 0 || !report_id_is_valid(fields[1]))
		return false;
	if (strcmp(fields[2], "-") != 0 && !parse_uid(fields[2], &entry->reader))
		return false;
	if (quantity_parse_number(fields[3], &entry->bytes) < 0)
		return false;
	if (strcmp(fields[4], "0") != 0 && strcmp(fields[4], "1") != 0)
		return false;
	memcpy(entry->id, fields[1], REPORT_ID_SIZE);
	entry->has_minidump = fields[4][0] == '1';
	return true;
}

enum { HEAD_FIELDS = 5 };

/* Cuts the mark off. False if there is none: the line is torn. */
static bool cut_end_mark(char *line, size_t length)
{
	size_t mark = strlen(END_MARK);

	if (length < mark || memcmp(line + length - mark, END_MARK, mark) != 0)
		return false;
	line[length - mark] = '\0';
	return true;
}

/* Ends the field at *rest, which moves on to the next one, or becomes NULL. Returns the field. */
static char *next_field(char **rest)
{
	char *field = *rest, *tab = strchr(field, '\t');

	if (tab)
		*tab++ = '\0';
	*rest = tab;
	return field;
}

bool index_entry_parse(char *line, size_t length, struct index_entry *ret_entry)
{
	struct index_entry entry = { .bytes = 0 };
	char *head[HEAD_FIELDS], *rest = line;
	size_t n_fields = 0;
	bool has_escapes;

	if (length > LIMIT_INDEX_LINE || memchr(line, '\0', length) || !cut_end_mark(line, length))
		return false;
	has_escapes = strchr(line, '\\');
	while (rest && n_fields < HEAD_FIELDS + INDEX_COLUMNS) {
		char *value = next_field(&rest);

		if (n_fields < HEAD_FIELDS)
			head[n_fields] = value;
		else if (has_escapes && !unescape(value))
			return false;
		else
			entry.values[n_fields - HEAD_FIELDS] = *value ? value : NULL;
		n_fields++;
	}
	if (n_fields < HEAD_FIELDS || !parse_head(head, &entry))
		return false;
	*ret_entry = entry;
	return true;
}
