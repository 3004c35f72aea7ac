/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/report_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/quantity.h"
#include "lib/capture/limits.h"
#include "lib/store/index_file.h"

#define LIMIT_USAGE (64 * KIB)

void report_index_done(struct report_index *index)
{
	byte_buffer_done(&index->text);
	free(index->entries);
	*index = REPORT_INDEX_INIT;
}

/* Newest first. */
static int compare_entries(const void *a, const void *b)
{
	const struct index_entry *left = a, *right = b;

	return -memcmp(left->id, right->id, REPORT_ID_LENGTH);
}

/* Sorts; of several entries of an id the one of the last line stays. */
static void arrange(struct report_index *index)
{
	size_t n_kept = 0;

	/* glibc's qsort(3) is stable while there is memory; without, any of them will do. */
	if (index->n_entries > 0)
		qsort(index->entries, index->n_entries, sizeof(*index->entries), compare_entries);
	for (size_t i = 0; i < index->n_entries; i++) {
		bool again = n_kept > 0 &&
			     compare_entries(&index->entries[n_kept - 1], &index->entries[i]) == 0;

		if (again)
			index->n_stale++;
		index->entries[again ? n_kept - 1 : n_kept++] = index->entries[i];
	}
	index->n_entries = n_kept;
}

static size_t count_lines(struct bytes text)
{
	const uint8_t *at = text.data, *end = text.data + text.size, *newline;
	size_t count = 0;

	while (at < end && (newline = memchr(at, '\n', (size_t)(end - at)))) {
		at = newline + 1;
		count++;
	}
	return count;
}

/* Every line that is whole. The text ends with a NUL byte that is not part of it. */
static int parse_lines(struct report_index *index)
{
	char *line = (char *)index->text.data, *end = line + index->text.size - 1, *newline;

	index->entries =
		calloc(count_lines(byte_buffer_bytes(&index->text)) + 1, sizeof(*index->entries));
	if (!index->entries)
		return -ENOMEM;
	while (line < end && (newline = memchr(line, '\n', (size_t)(end - line)))) {
		*newline = '\0';
		if (index_entry_parse(line, (size_t)(newline - line),
				      &index->entries[index->n_entries]))
			index->n_entries++;
		else if (newline > line)
			index->n_stale++;
		line = newline + 1;
	}
	index->n_stale += line < end;
	return 0;
}

static int read_file(const struct store *store, const char *name, struct report_index *ret_index)
{
	_cleanup_(report_index_done) struct report_index index = REPORT_INDEX_INIT;
	int r = index_file_read(store->index_fd, name, LIMIT_INDEX, &index.text);

	if (r < 0)
		return r;
	byte_buffer_put_u8(&index.text, '\0');
	r = byte_buffer_error(&index.text);
	if (r == 0)
		r = parse_lines(&index);
	if (r < 0)
		return r;
	arrange(&index);
	*ret_index = index;
	index = REPORT_INDEX_INIT;
	return 0;
}

/* No file is no entry. */
static int read_existing(const struct store *store, const char *name,
			 struct report_index *ret_index)
{
	int r = store->index_fd < 0 ? -ENOENT : read_file(store, name, ret_index);

	if (r == -ENOENT) {
		*ret_index = REPORT_INDEX_INIT;
		r = 0;
	}
	return r;
}

int report_index_read_all(const struct store *store, struct report_index *ret_index)
{
	return read_existing(store, INDEX_ALL, ret_index);
}

int report_index_read_user(const struct store *store, uid_t uid, struct report_index *ret_index)
{
	char name[INDEX_NAME_SIZE];

	(void)index_user_file(uid, name);
	return read_existing(store, name, ret_index);
}

static int compare_id(const void *id, const void *entry)
{
	return -memcmp(id, ((const struct index_entry *)entry)->id, REPORT_ID_LENGTH);
}

const struct index_entry *report_index_find(const struct report_index *index, const char *id)
{
	if (index->n_entries == 0)
		return NULL;
	return bsearch(id, index->entries, index->n_entries, sizeof(*index->entries), compare_id);
}

int report_index_usage(const struct store *store, struct store_usage *ret_usage)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	int r = store->index_fd < 0
			? -ENOENT
			: index_file_read(store->index_fd, INDEX_USAGE, LIMIT_USAGE, &text);

	if (r < 0)
		return r;
	byte_buffer_put_u8(&text, '\0');
	r = byte_buffer_error(&text);
	return r < 0 ? r : store_usage_parse((char *)text.data, ret_usage);
}

int report_index_count(const struct store *store, uint64_t *ret_count)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	char *newline;
	int r = store->index_fd < 0 ? -ENOENT
				    : index_file_read(store->index_fd, INDEX_COUNT, 64, &text);

	if (r < 0)
		return r;
	byte_buffer_put_u8(&text, '\0');
	if (byte_buffer_error(&text) < 0)
		return -ENOMEM;
	newline = strchr((char *)text.data, '\n');
	if (!newline)
		return -EBADMSG;
	*newline = '\0';
	return quantity_parse_number((char *)text.data, ret_count) < 0 ? -EBADMSG : 0;
}

/* One that is missing or damaged stays so: the next rewrite of the index counts everything. */
static int count_entry(const struct store *store, const struct index_entry *entry)
{
	_cleanup_(store_usage_done) struct store_usage usage = STORE_USAGE_INIT;
	int r = report_index_usage(store, &usage);

	if (r < 0)
		return r;
	r = store_usage_add(&usage, index_entry_uid(entry), 1, entry->bytes);
	return r < 0 ? r : index_write_usage(store, &usage);
}

int report_index_add(const struct store *store, const struct index_entry *entry)
{
	_cleanup_(byte_buffer_done) struct byte_buffer line = BYTE_BUFFER_INIT;
	_cleanup_close_ int lock_fd = NO_FD;
	char name[INDEX_NAME_SIZE];
	int r = store->index_fd < 0 ? -ENOENT : index_entry_format(entry, &line);

	if (r == 0)
		r = index_lock(store->index_fd, &lock_fd);
	if (r == 0)
		r = index_file_append(store->index_fd, &index_all_file, byte_buffer_bytes(&line));
	if (r == 0 && entry->reader != INDEX_NO_READER) {
		const struct index_file file = index_user_file(entry->reader, name);

		r = index_file_append(store->index_fd, &file, byte_buffer_bytes(&line));
	}
	if (r == 0)
		(void)count_entry(store, entry);
	return r;
}
