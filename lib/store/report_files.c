/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/report_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "lib/store/report_access.h"

/* st_blocks counts these, whatever the file system's blocks are (inode(7)). */
#define BLOCK_SIZE 512

/* Returns whether it is there. */
static bool count_file(int directory_fd, const char *name, struct report_files *files)
{
	struct stat status;

	if (directory_fd < 0 || fstatat(directory_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	files->bytes += (uint64_t)status.st_blocks * BLOCK_SIZE;
	files->n_files++;
	return true;
}

static bool count_file_of(int directory_fd, const char *id, const char *suffix,
			  struct report_files *files)
{
	char name[STORE_NAME_SIZE];

	store_file_name(id, suffix, name);
	return count_file(directory_fd, name, files);
}

static void count_set_aside(const struct store *store, const char *id, struct report_files *files)
{
	char name[STORE_NAME_SIZE], path[sizeof(STORE_FAILED) + STORE_NAME_SIZE];

	store_file_name(id, STORE_SUFFIX_IDUMP, name);
	(void)snprintf(path, sizeof(path), STORE_FAILED "/%s", name);
	(void)count_file(store->spool_fd, path, files);
}

static uid_t reader_of(int directory_fd, const char *id)
{
	_cleanup_close_ int fd = NO_FD;
	char name[STORE_NAME_SIZE];
	uid_t uid;

	store_file_name(id, STORE_SUFFIX_EXTRA, name);
	fd = openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd >= 0 && report_access_reader(fd, &uid) ? uid : INDEX_NO_READER;
}

void report_files_look(const struct store *store, const struct store_report *report,
		       struct report_files *ret_files)
{
	struct report_files files = { .reader = INDEX_NO_READER };
	int directory_fd =
		report->state == REPORT_SUBMITTED ? store->submitted_fd : store->pending_fd;

	if (report->state == REPORT_WRITING)
		(void)count_file_of(store->spool_fd, report->id, STORE_SUFFIX_PART, &files);
	if (report->state == REPORT_SPOOLED)
		(void)count_file_of(store->spool_fd, report->id, STORE_SUFFIX_IDUMP, &files);
	if (report->state >= REPORT_PENDING && directory_fd >= 0) {
		(void)count_file_of(directory_fd, report->id, STORE_SUFFIX_EXTRA, &files);
		files.has_minidump =
			count_file_of(directory_fd, report->id, STORE_SUFFIX_DMP, &files);
		count_set_aside(store, report->id, &files);
		files.reader = reader_of(directory_fd, report->id);
	}
	*ret_files = files;
}
