/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/extra_change.h"

#include <acl/libacl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/acl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/fd_io.h"
#include "lib/base/output_file.h"

/* Each time that somebody else was faster; then something is wrong. */
#define ATTEMPTS_MAX 100

static void cleanup_acl(acl_t *acl)
{
	if (*acl)
		(void)acl_free(*acl);
}

/* The file, locked against other changes, and still the one of that name. */
static int open_locked(int directory_fd, const char *name, int *ret_fd)
{
	for (int i = 0; i < ATTEMPTS_MAX; i++) {
		_cleanup_close_ int fd =
			openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

		if (fd < 0)
			return -errno;
		if (flock(fd, LOCK_EX) < 0)
			return -errno;
		if (fd_is_named(fd, directory_fd, name)) {
			*ret_fd = take_fd(&fd);
			return 0;
		}
	}
	return -EBUSY;
}

static int read_current(int fd, struct report *report)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	_cleanup_free_ char *path = report_path(report, STORE_SUFFIX_EXTRA);
	struct stat status;
	int error;

	if (!path)
		return -ENOMEM;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	error = fd_read_to_end(fd, EXTRA_SIZE_MAX, &text);
	return error < 0 ? error : report_parse(report, byte_buffer_bytes(&text), path);
}

static int set_values(struct report *report, const struct extra_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!*values[i].value)
			(void)json_object_del(report->extra, values[i].name);
		else if (json_object_set_new(report->extra, values[i].name,
					     json_string(values[i].value)) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Who may read a report was decided when it was made: the ACL goes along. */
static int copy_access(int from_fd, int to_fd)
{
	_cleanup_(cleanup_acl) acl_t acl = NULL;
	struct stat status;

	if (fstat(from_fd, &status) < 0 || fchown(to_fd, status.st_uid, status.st_gid) < 0 ||
	    fchmod(to_fd, status.st_mode & 07777) < 0)
		return -errno;
	if (acl_extended_fd(from_fd) <= 0)
		return 0;
	acl = acl_get_fd(from_fd);
	if (!acl || acl_set_fd(to_fd, acl) < 0)
		return -errno;
	return 0;
}

static int write_new(const struct report *report, int old_fd, int directory_fd, const char *name)
{
	_cleanup_(output_file_done) struct output_file file = OUTPUT_FILE_INIT;
	_cleanup_free_ char *text = json_dumps(report->extra, JSON_COMPACT);
	int error = text ? output_file_create(directory_fd, name, 0600, &file) : -ENOMEM;

	if (error == 0)
		error = fd_write_full(file.fd, text, strlen(text));
	if (error == 0)
		error = fd_write_full(file.fd, "\n", 1);
	if (error == 0)
		error = copy_access(old_fd, file.fd);
	if (error == 0)
		error = output_file_commit(&file);
	if (error == 0 && fsync(directory_fd) < 0)
		error = -errno;
	return error;
}

int extra_change(struct report *report, const struct extra_value *values, size_t count)
{
	_cleanup_close_ int fd = NO_FD;
	int directory_fd = report_directory(report, STORE_SUFFIX_EXTRA);
	char name[STORE_NAME_SIZE];
	int error;

	if (directory_fd < 0)
		return -ENOENT;
	store_file_name(report->entry.id, STORE_SUFFIX_EXTRA, name);
	error = open_locked(directory_fd, name, &fd);
	if (error == 0)
		error = read_current(fd, report);
	if (error == 0)
		error = set_values(report, values, count);
	if (error == 0)
		error = write_new(report, fd, directory_fd, name);
	return error;
}
