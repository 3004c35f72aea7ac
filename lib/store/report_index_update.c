/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/cleanup.h"
#include "lib/base/quantity.h"
#include "lib/store/index_file.h"
#include "lib/store/report_index.h"

/* What the files will hold: entries of the index as it was, and those that are added. */
struct content {
	struct report_index before;
	const struct index_entry **entries; /* borrowed */
	size_t n_entries;
	struct store_usage usage, readers; /* by who crashed, and by who may read it */
};

#define CONTENT_INIT ((struct content){ .before = REPORT_INDEX_INIT })

static void content_done(struct content *content)
{
	report_index_done(&content->before);
	free(content->entries);
	store_usage_done(&content->usage);
	store_usage_done(&content->readers);
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ids of what goes: removed, or about to be added again. Sorted; NULL without memory. */
static const char **ids_to_drop(const struct index_change *change)
{
	size_t n_ids = change->n_removed + change->n_added;
	const char **ids = calloc(n_ids + 1, sizeof(*ids));

	if (!ids)
		return NULL;
	for (size_t i = 0; i < change->n_removed; i++)
		ids[i] = change->removed[i];
	for (size_t i = 0; i < change->n_added; i++)
		ids[change->n_removed + i] = change->added[i].id;
	qsort(ids, n_ids, sizeof(*ids), compare_ids);
	return ids;
}

static int take_entry(struct content *content, const struct index_entry *entry)
{
	int r = store_usage_add(&content->usage, index_entry_uid(entry), 1, entry->bytes);

	if (r == 0 && entry->reader != INDEX_NO_READER)
		r = store_usage_add(&content->readers, entry->reader, 1, entry->bytes);
	content->entries[content->n_entries++] = entry;
	return r;
}

/* Oldest first, as they were appended. */
static int take_entries(struct content *content, const struct index_change *change)
{
	_cleanup_free_ const char **drop = ids_to_drop(change);
	size_t n_drop = change->n_removed + change->n_added;
	int r = 0;

	content->entries =
		calloc(content->before.n_entries + change->n_added + 1, sizeof(*content->entries));
	if (!drop || !content->entries)
		return -ENOMEM;
	for (size_t i = content->before.n_entries; r == 0 && i > 0; i--) {
		const struct index_entry *entry = &content->before.entries[i - 1];
		const char *id = entry->id;

		if (!bsearch(&id, drop, n_drop, sizeof(*drop), compare_ids))
			r = take_entry(content, entry);
	}
	for (size_t i = 0; r == 0 && i < change->n_added; i++)
		r = take_entry(content, &change->added[i]);
	return r;
}

/* Writes the entries that this file's reader may read; all, if it is for none. */
static int write_file(const struct store *store, const struct content *content,
		      const struct index_file *file)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	int r = 0;

	for (size_t i = 0; r == 0 && i < content->n_entries; i++)
		if (file->reader == INDEX_NO_READER || file->reader == content->entries[i]->reader)
			r = index_entry_format(content->entries[i], &text);
	return r < 0 ? r : index_file_replace(store->index_fd, file, byte_buffer_bytes(&text));
}

static bool has_reader(const struct content *content, uint64_t uid)
{
	for (size_t i = 0; i < content->readers.n_users; i++)
		if (content->readers.users[i].uid == uid)
			return true;
	return false;
}

static void close_directory(DIR **directory)
{
	if (*directory)
		(void)closedir(*directory);
}

/* Removes the files of users who may read nothing any more. */
static void remove_others(const struct store *store, const struct content *content)
{
	_cleanup_close_ int fd = openat(store->index_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_(close_directory) DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	uint64_t uid;

	if (!directory)
		return;
	(void)take_fd(&fd);
	while ((entry = readdir(directory)))
		if (quantity_parse_number(entry->d_name, &uid) == 0 && !has_reader(content, uid))
			(void)unlinkat(store->index_fd, entry->d_name, 0);
}

static int write_files(const struct store *store, const struct content *content)
{
	char name[INDEX_NAME_SIZE];
	int r = write_file(store, content, &index_all_file);

	for (size_t i = 0; r == 0 && i < content->readers.n_users; i++) {
		const struct index_file file = index_user_file(content->readers.users[i].uid, name);

		r = write_file(store, content, &file);
	}
	if (r == 0)
		remove_others(store, content);
	return r < 0 ? r : index_write_usage(store, &content->usage);
}

int report_index_update(const struct store *store, const struct index_change *change)
{
	_cleanup_(content_done) struct content content = CONTENT_INIT;
	_cleanup_close_ int lock_fd = NO_FD;
	int r = store->index_fd < 0 ? -ENOENT : index_lock(store->index_fd, &lock_fd);

	if (r == 0)
		r = report_index_read_all(store, &content.before);
	if (r == 0)
		r = take_entries(&content, change);
	if (r < 0)
		return r;
	content.usage.rewritten_s = (uint64_t)time(NULL);
	return write_files(store, &content);
}
