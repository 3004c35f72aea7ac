/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/indexed_report.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/store/report_files.h"

/* The most that is read of an .extra file. */
#define EXTRA_SIZE_MAX (16U << 20)

static void release_json(json_t **json)
{
	json_decref(*json);
}

static int read_regular(int directory_fd, const char *name, struct byte_buffer *text)
{
	_cleanup_close_ int fd =
		openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	return S_ISREG(status.st_mode) ? fd_read_to_end(fd, EXTRA_SIZE_MAX, text) : -EINVAL;
}

/* The object in the file, or NULL. */
static json_t *load_extra(const struct store *store, const struct store_report *report)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	int directory_fd =
		report->state == REPORT_SUBMITTED ? store->submitted_fd : store->pending_fd;
	char name[STORE_NAME_SIZE];

	store_file_name(report->id, STORE_SUFFIX_EXTRA, name);
	if (directory_fd < 0 || read_regular(directory_fd, name, &text) < 0)
		return NULL;
	return json_loadb((const char *)text.data, text.size, 0, NULL);
}

static int describe(void *context, const struct store *store, const struct store_report *report,
		    struct pool *texts, struct index_entry *entry)
{
	_cleanup_(release_json) json_t *extra = load_extra(store, report);

	(void)context;
	for (size_t i = 0; i < INDEX_COLUMNS; i++) {
		const char *value = json_string_value(json_object_get(extra, index_keys[i]));

		if (!value || !*value)
			continue;
		entry->values[i] = pool_copy_text(texts, value, strlen(value));
		if (!entry->values[i])
			return -ENOMEM;
	}
	return 0;
}

const struct extra_source extra_file_source = { .describe = describe };

int index_report(const struct store *store, const char *id)
{
	_cleanup_(pool_done) struct pool texts = POOL_INIT;
	struct store_report report = { .state = REPORT_PENDING };
	struct index_entry entry = { .bytes = 0 };
	struct report_files files;
	int r;

	memcpy(report.id, id, REPORT_ID_SIZE);
	memcpy(entry.id, id, REPORT_ID_SIZE);
	report_files_look(store, &report, &files);
	entry.reader = files.reader;
	entry.bytes = files.bytes;
	entry.has_minidump = files.has_minidump;
	r = describe(NULL, store, &report, &texts, &entry);
	return r < 0 ? r : report_index_add(store, &entry);
}
