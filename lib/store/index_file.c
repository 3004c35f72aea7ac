/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/index_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/store/report_access.h"

#define LOCK_FILE ".lock"

#define OPEN_FLAGS (O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)

const struct index_file index_all_file = { INDEX_ALL, INDEX_NO_READER, 0600 };
const struct index_file index_usage_file = { INDEX_USAGE, INDEX_NO_READER, 0600 };
const struct index_file index_count_file = { INDEX_COUNT, INDEX_NO_READER, 0644 };

struct index_file index_user_file(uid_t uid, char name[INDEX_NAME_SIZE])
{
	(void)snprintf(name, INDEX_NAME_SIZE, "%u", uid);
	return (struct index_file){ name, uid, 0640 };
}

/* The directory is the service's: what root finds there is checked before it is written to. */
static int check_file(int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	return S_ISREG(status.st_mode) && status.st_nlink <= 1 ? 0 : -EINVAL;
}

/* A file that root makes belongs to whom the directory belongs to, or the service is locked out. */
static int give_to_owner_of(int index_fd, int fd)
{
	struct stat directory;

	if (geteuid() != 0)
		return 0;
	if (fstat(index_fd, &directory) < 0 || fchown(fd, directory.st_uid, directory.st_gid) < 0)
		return -errno;
	return 0;
}

static int set_readers(int fd, const struct index_file *file)
{
	if (fchmod(fd, file->mode) < 0)
		return -errno;
	return file->reader == INDEX_NO_READER ? 0 : report_access_grant(fd, file->reader);
}

static int create_file(int index_fd, const struct index_file *file, const char *name, int *ret_fd)
{
	_cleanup_close_ int fd =
		openat(index_fd, name, O_RDWR | O_CREAT | O_EXCL | OPEN_FLAGS, 0600);
	int r;

	if (fd < 0)
		return -errno;
	r = give_to_owner_of(index_fd, fd);
	if (r == 0)
		r = set_readers(fd, file);
	if (r < 0) {
		(void)unlinkat(index_fd, name, 0);
		return r;
	}
	*ret_fd = take_fd(&fd);
	return 0;
}

static int open_or_create(int index_fd, const struct index_file *file, int *ret_fd)
{
	_cleanup_close_ int fd = openat(index_fd, file->name, O_RDWR | OPEN_FLAGS);
	int r;

	if (fd < 0 && errno == ENOENT)
		return create_file(index_fd, file, file->name, ret_fd);
	if (fd < 0)
		return -errno;
	r = check_file(fd);
	if (r == 0)
		*ret_fd = take_fd(&fd);
	return r;
}

int index_lock(int index_fd, int *ret_fd)
{
	const struct index_file file = { LOCK_FILE, INDEX_NO_READER, 0600 };
	_cleanup_close_ int fd = NO_FD;
	int r = open_or_create(index_fd, &file, &fd);

	if (r == -EEXIST) /* somebody else has just made it */
		r = open_or_create(index_fd, &file, &fd);
	if (r < 0)
		return r;
	while (flock(fd, LOCK_EX) < 0)
		if (errno != EINTR)
			return -errno;
	*ret_fd = take_fd(&fd);
	return 0;
}

/* Whether the file ends in the middle of a line: its writer died. */
static int is_torn(int fd, off_t end)
{
	char last;

	if (end == 0)
		return 0;
	if (fd_pread_full(fd, &last, 1, (uint64_t)end - 1) != 1)
		return -EIO;
	return last != '\n';
}

int index_file_append(int index_fd, const struct index_file *file, struct bytes lines)
{
	_cleanup_close_ int fd = NO_FD;
	off_t end;
	int r = open_or_create(index_fd, file, &fd);

	if (r < 0)
		return r;
	end = lseek(fd, 0, SEEK_END);
	r = end < 0 ? -errno : is_torn(fd, end);
	if (r > 0)
		r = fd_write_full(fd, "\n", 1);
	if (r == 0)
		r = fd_write_full(fd, lines.data, lines.size);
	if (r < 0 && end >= 0 && ftruncate(fd, end) < 0)
		return -errno;
	return r;
}

int index_file_replace(int index_fd, const struct index_file *file, struct bytes content)
{
	_cleanup_close_ int fd = NO_FD;
	char temporary[INDEX_NAME_SIZE + 8];
	int r;

	(void)snprintf(temporary, sizeof(temporary), ".%s.new", file->name);
	(void)unlinkat(index_fd, temporary, 0);
	r = create_file(index_fd, file, temporary, &fd);
	if (r < 0)
		return r;
	r = fd_write_full(fd, content.data, content.size);
	if (r == 0 && renameat(index_fd, temporary, index_fd, file->name) < 0)
		r = -errno;
	if (r < 0)
		(void)unlinkat(index_fd, temporary, 0);
	return r;
}

int index_file_read(int index_fd, const char *name, size_t limit, struct byte_buffer *buffer)
{
	_cleanup_close_ int fd = openat(index_fd, name, O_RDONLY | OPEN_FLAGS);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	return S_ISREG(status.st_mode) ? fd_read_to_end(fd, limit, buffer) : -EINVAL;
}

int index_write_usage(const struct store *store, const struct store_usage *usage)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	char count[32];
	int length = snprintf(count, sizeof(count), "%" PRIu64 "\n", store_usage_reports(usage));
	int r = store_usage_format(usage, &text);

	if (r == 0)
		r = index_file_replace(store->index_fd, &index_usage_file,
				       byte_buffer_bytes(&text));
	if (r == 0)
		r = index_file_replace(store->index_fd, &index_count_file,
				       bytes_of(count, (size_t)length));
	return r;
}
