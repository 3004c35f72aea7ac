/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/store_list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Files of a report, as bits. */
enum {
	FILE_PART = 1,
	FILE_IDUMP = 2,
	FILE_PENDING_DMP = 4,
	FILE_PENDING_EXTRA = 8,
	FILE_SUBMITTED_DMP = 16,
	FILE_SUBMITTED_EXTRA = 32,
};

struct file_kind {
	const char *suffix;
	unsigned int file;
};

static const struct file_kind spool_kinds[] = {
	{ STORE_SUFFIX_PART, FILE_PART },
	{ STORE_SUFFIX_IDUMP, FILE_IDUMP },
	{ NULL, 0 },
};

static const struct file_kind pending_kinds[] = {
	{ STORE_SUFFIX_DMP, FILE_PENDING_DMP },
	{ STORE_SUFFIX_EXTRA, FILE_PENDING_EXTRA },
	{ NULL, 0 },
};

static const struct file_kind submitted_kinds[] = {
	{ STORE_SUFFIX_DMP, FILE_SUBMITTED_DMP },
	{ STORE_SUFFIX_EXTRA, FILE_SUBMITTED_EXTRA },
	{ NULL, 0 },
};

/* One file that was found; later, all files of one report. */
struct found {
	char id[REPORT_ID_SIZE];
	unsigned int files;
};

struct found_list {
	struct found *items;
	size_t n_items, capacity;
};

static void found_list_done(struct found_list *list)
{
	free(list->items);
}

static int found_list_add(struct found_list *list, const char *id, unsigned int files)
{
	if (list->n_items == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 256;
		struct found *items = reallocarray(list->items, capacity, sizeof(*items));

		if (!items)
			return -ENOMEM;
		list->items = items;
		list->capacity = capacity;
	}
	memcpy(list->items[list->n_items].id, id, REPORT_ID_SIZE);
	list->items[list->n_items++].files = files;
	return 0;
}

static int add_name(struct found_list *list, const char *name, const struct file_kind *kinds)
{
	char id[REPORT_ID_SIZE];

	if (strnlen(name, REPORT_ID_LENGTH) < REPORT_ID_LENGTH)
		return 0;
	memcpy(id, name, REPORT_ID_LENGTH);
	id[REPORT_ID_LENGTH] = '\0';
	if (!report_id_is_valid(id))
		return 0;
	for (const struct file_kind *kind = kinds; kind->suffix; kind++)
		if (strcmp(name + REPORT_ID_LENGTH, kind->suffix) == 0)
			return found_list_add(list, id, kind->file);
	return 0;
}

static void close_directory(DIR **directory)
{
	if (*directory)
		(void)closedir(*directory);
}

/* A directory stream of its own, whose position nobody else moves. */
static int open_stream(int directory_fd, DIR **ret_directory)
{
	_cleanup_close_ int fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	*ret_directory = fdopendir(fd);
	if (!*ret_directory)
		return -errno;
	(void)take_fd(&fd);
	return 0;
}

static int scan_directory(struct found_list *list, int directory_fd, const struct file_kind *kinds)
{
	_cleanup_(close_directory) DIR *directory = NULL;
	const struct dirent *entry;
	int error;

	if (directory_fd < 0)
		return 0;
	error = open_stream(directory_fd, &directory);
	while (error == 0) {
		errno = 0;
		entry = readdir(directory);
		if (!entry)
			return -errno;
		error = add_name(list, entry->d_name, kinds);
	}
	return error;
}

static int scan_store(struct found_list *list, const struct store *store)
{
	/* The spool first: a report that moves on meanwhile is seen twice rather than never. */
	int error = scan_directory(list, store->spool_fd, spool_kinds);

	if (error < 0 && error != -EACCES)
		return error;
	error = scan_directory(list, store->pending_fd, pending_kinds);
	if (error < 0)
		return error;
	error = scan_directory(list, store->submitted_fd, submitted_kinds);
	return error == -EACCES ? 0 : error;
}

/* Ids start with their time, so that a reverse sort by id puts the newest first. */
static int compare_newest_first(const void *a, const void *b)
{
	return -memcmp(((const struct found *)a)->id, ((const struct found *)b)->id,
		       REPORT_ID_LENGTH);
}

/* Fills the report and returns true, or returns false when its files make no report. */
static bool report_from_files(const struct found *found, struct store_report *ret_report)
{
	static const struct {
		unsigned int file, minidump;
		enum report_state state;
	} states[] = {
		{ FILE_SUBMITTED_EXTRA, FILE_SUBMITTED_DMP, REPORT_SUBMITTED },
		{ FILE_PENDING_EXTRA, FILE_PENDING_DMP, REPORT_PENDING },
		{ FILE_IDUMP, 0, REPORT_SPOOLED },
		{ FILE_PART, 0, REPORT_WRITING },
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		if (!(found->files & states[i].file))
			continue;
		memcpy(ret_report->id, found->id, REPORT_ID_SIZE);
		ret_report->state = states[i].state;
		ret_report->has_minidump = (found->files & states[i].minidump) != 0;
		return true;
	}
	return false;
}

static void merge_files(struct found_list *list)
{
	size_t n_merged = 0;

	for (size_t i = 0; i < list->n_items; i++) {
		struct found *last = n_merged > 0 ? &list->items[n_merged - 1] : NULL;

		if (last && strcmp(last->id, list->items[i].id) == 0)
			last->files |= list->items[i].files;
		else
			list->items[n_merged++] = list->items[i];
	}
	list->n_items = n_merged;
}

static int take_found(struct found_list *found, struct store_list *ret_list)
{
	struct store_list list = STORE_LIST_INIT;

	if (found->n_items > 0)
		qsort(found->items, found->n_items, sizeof(*found->items), compare_newest_first);
	merge_files(found);
	list.reports = calloc(found->n_items + 1, sizeof(*list.reports));
	if (!list.reports)
		return -ENOMEM;
	for (size_t i = 0; i < found->n_items; i++)
		if (report_from_files(&found->items[i], &list.reports[list.n_reports]))
			list.n_reports++;
	*ret_list = list;
	return 0;
}

int store_list_read(const struct store *store, struct store_list *ret_list)
{
	_cleanup_(found_list_done) struct found_list found = { .items = NULL };
	int error = scan_store(&found, store);

	return error < 0 ? error : take_found(&found, ret_list);
}

int store_list_read_spool(const struct store *store, struct store_list *ret_list)
{
	_cleanup_(found_list_done) struct found_list found = { .items = NULL };
	int error = scan_directory(&found, store->spool_fd, spool_kinds);

	return error < 0 ? error : take_found(&found, ret_list);
}

/* Adds the bits of those files of the report that exist. */
static int probe_files(int directory_fd, const struct file_kind *kinds, struct found *found)
{
	char name[STORE_NAME_SIZE];

	for (const struct file_kind *kind = kinds; directory_fd >= 0 && kind->suffix; kind++) {
		store_file_name(found->id, kind->suffix, name);
		if (faccessat(directory_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			found->files |= kind->file;
		else if (errno != ENOENT && errno != EACCES)
			return -errno;
	}
	return 0;
}

int store_find(const struct store *store, const char *id, struct store_report *ret_report)
{
	struct found found = { .files = 0 };
	int error;

	if (!report_id_is_valid(id))
		return -ENOENT;
	memcpy(found.id, id, REPORT_ID_SIZE);
	error = probe_files(store->spool_fd, spool_kinds, &found);
	if (error == 0)
		error = probe_files(store->pending_fd, pending_kinds, &found);
	if (error == 0)
		error = probe_files(store->submitted_fd, submitted_kinds, &found);
	if (error < 0)
		return error;
	return report_from_files(&found, ret_report) ? 0 : -ENOENT;
}

static bool has_extra(int directory_fd, const char *id)
{
	char name[STORE_NAME_SIZE];

	store_file_name(id, STORE_SUFFIX_EXTRA, name);
	return directory_fd >= 0 && faccessat(directory_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int store_list_of_index(const struct store *store, const struct report_index *index,
			struct store_list *ret_list)
{
	struct store_list list = STORE_LIST_INIT;

	list.reports = calloc(index->n_entries + 1, sizeof(*list.reports));
	if (!list.reports)
		return -ENOMEM;
	for (size_t i = 0; i < index->n_entries; i++) {
		const struct index_entry *entry = &index->entries[i];
		struct store_report *report = &list.reports[list.n_reports];

		memcpy(report->id, entry->id, REPORT_ID_SIZE);
		report->state = REPORT_PENDING;
		report->has_minidump = entry->has_minidump;
		if (!has_extra(store->pending_fd, entry->id)) {
			report->state = REPORT_SUBMITTED;
			if (!has_extra(store->submitted_fd, entry->id))
				continue;
		}
		list.n_reports++;
	}
	*ret_list = list;
	return 0;
}

void store_list_done(struct store_list *list)
{
	free(list->reports);
	*list = STORE_LIST_INIT;
}

const char *report_state_name(enum report_state state)
{
	static const char *const names[REPORT_STATE_END_] = {
		[REPORT_WRITING] = "writing",
		[REPORT_SPOOLED] = "spooled",
		[REPORT_PENDING] = "pending",
		[REPORT_SUBMITTED] = "submitted",
	};

	return names[state];
}
