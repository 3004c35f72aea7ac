/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/fd_io.h"
#include "lib/base/quantity.h"

/* A regular file's content; nothing is waited for, no link followed. */
static int read_regular(int directory_fd, const char *name, struct byte_buffer *buffer)
{
	_cleanup_close_ int fd =
		openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	return fd_read_to_end(fd, EXTRA_SIZE_MAX, buffer);
}

int report_parse(struct report *report, struct bytes text, const char *path)
{
	json_error_t error;
	json_t *object = json_loadb((const char *)text.data, text.size, 0, &error);

	if (!object) {
		(void)snprintf(report->problem, sizeof(report->problem), "%s, line %d: %s", path,
			       error.line, error.text);
		return -EBADMSG;
	}
	if (!json_is_object(object)) {
		(void)snprintf(report->problem, sizeof(report->problem), "%s: not a JSON object",
			       path);
		json_decref(object);
		return -EBADMSG;
	}
	json_decref(report->extra);
	report->extra = object;
	return 0;
}

static int load_extra(struct report *report)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	_cleanup_free_ char *path = report_path(report, STORE_SUFFIX_EXTRA);
	int directory_fd = report_directory(report, STORE_SUFFIX_EXTRA);
	char name[STORE_NAME_SIZE];
	int error;

	if (directory_fd < 0)
		return 0;
	if (!path)
		return -ENOMEM;
	store_file_name(report->entry.id, STORE_SUFFIX_EXTRA, name);
	error = read_regular(directory_fd, name, &text);
	if (error < 0) {
		(void)snprintf(report->problem, sizeof(report->problem), "cannot read %s: %s", path,
			       strerror(-error));
		return error;
	}
	return report_parse(report, byte_buffer_bytes(&text), path);
}

int report_load(const struct store *store, const struct store_report *entry,
		struct report *ret_report)
{
	*ret_report = REPORT_INIT;
	ret_report->store = store;
	ret_report->entry = *entry;
	return load_extra(ret_report);
}

void report_done(struct report *report)
{
	json_decref(report->extra);
	*report = REPORT_INIT;
}

static const char *extra_value(const struct report *report, const char *key)
{
	const char *text = json_string_value(json_object_get(report->extra, key));

	return text && *text ? text : NULL;
}

int report_load_indexed(const struct store *store, const struct store_report *entry,
			const struct index_entry *indexed, struct report *ret_report)
{
	if (!indexed)
		return report_load(store, entry, ret_report);
	*ret_report = REPORT_INIT;
	ret_report->store = store;
	ret_report->entry = *entry;
	ret_report->indexed = indexed;
	return 0;
}

bool report_is_known(const struct report *report)
{
	return report->indexed || report->extra;
}

/* What the index does not hold: the file is read, once, though the caller sees no change. */
static void load_rest(const struct report *report)
{
	struct report *self = (struct report *)report;

	if (report->indexed && !report->extra && report->problem[0] == '\0')
		(void)load_extra(self);
}

const char *report_text(const struct report *report, const char *key)
{
	size_t column;

	if (!report->extra && report->indexed && index_key_find(key, &column))
		return report->indexed->values[column];
	load_rest(report);
	return extra_value(report, key);
}

static bool parse_hexadecimal(const char *digits, uint64_t *ret_number)
{
	size_t length = strspn(digits, "0123456789abcdefABCDEF");

	if (length == 0 || length > 16 || digits[length] != '\0')
		return false;
	*ret_number = strtoull(digits, NULL, 16);
	return true;
}

bool report_number(const struct report *report, const char *key, uint64_t *ret_number)
{
	const char *text = report_text(report, key);

	if (!text)
		return false;
	if (strncmp(text, "0x", 2) == 0)
		return parse_hexadecimal(text + 2, ret_number);
	return quantity_parse_number(text, ret_number) == 0;
}

uint64_t report_time_ns(const struct report *report)
{
	uint64_t value;

	if (report_number(report, EXTRA_CRASH_TIME_NS, &value))
		return value;
	if (report_number(report, EXTRA_CRASH_TIME, &value) && value <= UINT64_MAX / NSEC_PER_SEC)
		return value * NSEC_PER_SEC;
	return report_id_time_ns(report->entry.id);
}

const char *report_program(const struct report *report)
{
	const char *exe = report_text(report, EXTRA_EXE);
	const char *slash = exe ? strrchr(exe, '/') : NULL;

	if (slash && slash[1])
		return slash + 1;
	return exe ? exe : report_text(report, EXTRA_COMM);
}

/* Where the files of each state are: the .dmp and .extra, or the .idump or its .part. */
static int directory_of(const struct report *report, const char **ret_name)
{
	switch (report->entry.state) {
	case REPORT_WRITING:
	case REPORT_SPOOLED:
		*ret_name = STORE_SPOOL;
		return report->store->spool_fd;
	case REPORT_SUBMITTED:
		*ret_name = STORE_SUBMITTED;
		return report->store->submitted_fd;
	default:
		*ret_name = STORE_PENDING;
		return report->store->pending_fd;
	}
}

static bool state_has_file(enum report_state state, const char *suffix)
{
	if (state == REPORT_WRITING)
		return strcmp(suffix, STORE_SUFFIX_PART) == 0;
	if (state == REPORT_SPOOLED)
		return strcmp(suffix, STORE_SUFFIX_IDUMP) == 0;
	return strcmp(suffix, STORE_SUFFIX_DMP) == 0 || strcmp(suffix, STORE_SUFFIX_EXTRA) == 0;
}

int report_directory(const struct report *report, const char *suffix)
{
	const char *name;

	if (!report->store || !state_has_file(report->entry.state, suffix))
		return NO_FD;
	return directory_of(report, &name);
}

char *report_path(const struct report *report, const char *suffix)
{
	const char *name;
	char *path;

	if (!report->store)
		return NULL;
	(void)directory_of(report, &name);
	if (asprintf(&path, "%s/%s/%s%s", report->store->path, name, report->entry.id, suffix) < 0)
		return NULL;
	return path;
}
