/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coredump-pattern/saved_pattern.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define LIMIT_PREFIX   "limit="
#define PATTERN_PREFIX "\npattern="
#define FILE_SIZE_MAX  (CORE_PATTERN_SIZE + CORE_PIPE_LIMIT_SIZE + 32)

static int directory_of(const char *file, char *ret_directory, size_t size)
{
	const char *slash = strrchr(file, '/');
	size_t length = slash ? (size_t)(slash - file) : 0;

	if (length == 0)
		return -EINVAL;
	if (length >= size)
		return -ENAMETOOLONG;
	memcpy(ret_directory, file, length);
	ret_directory[length] = '\0';
	return 0;
}

int saved_pattern_lock(const char *state_file)
{
	_cleanup_close_ int fd = NO_FD;
	char path[PATH_MAX];
	int r = directory_of(state_file, path, sizeof(path));

	if (r < 0)
		return r;
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return -errno;
	if ((size_t)snprintf(path, sizeof(path), "%s.lock", state_file) >= sizeof(path))
		return -ENAMETOOLONG;
	/* Not the directory itself: whoever can read a file can lock it. */
	fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return -errno;
	return take_fd(&fd);
}

/* Copies from text up to end into a field of size bytes. */
static int take_field(const char *text, const char *end, char *ret_field, size_t size)
{
	size_t length = (size_t)(end - text);

	if (length >= size)
		return -EBADMSG;
	memcpy(ret_field, text, length);
	ret_field[length] = '\0';
	return 0;
}

static int parse_saved(const char *text, struct core_setting *ret)
{
	const char *limit = text + strlen(LIMIT_PREFIX), *pattern, *end;
	struct core_setting setting;

	if (strncmp(text, LIMIT_PREFIX, strlen(LIMIT_PREFIX)) != 0)
		return -EBADMSG;
	pattern = strstr(limit, PATTERN_PREFIX);
	end = pattern ? strchr(pattern + strlen(PATTERN_PREFIX), '\n') : NULL;
	if (!end || take_field(limit, pattern, setting.limit, sizeof(setting.limit)) < 0 ||
	    take_field(pattern + strlen(PATTERN_PREFIX), end, setting.pattern,
		       sizeof(setting.pattern)) < 0)
		return -EBADMSG;
	*ret = setting;
	return 0;
}

int saved_pattern_read(const char *state_file, uid_t owner, struct core_setting *ret)
{
	_cleanup_close_ int fd = open(state_file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char text[FILE_SIZE_MAX + 1];
	struct stat status;
	ssize_t length;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_uid != owner ||
	    (status.st_mode & (S_IWGRP | S_IWOTH)))
		return -EPERM;
	length = fd_read_full(fd, text, FILE_SIZE_MAX);
	if (length < 0)
		return (int)length;
	text[length] = '\0';
	return parse_saved(text, ret);
}

/* A new file, synchronised, which the caller renames or removes. */
static int write_new_file(const char *path, const struct core_setting *setting)
{
	_cleanup_close_ int fd = NO_FD;
	char text[FILE_SIZE_MAX];
	int r, length = snprintf(text, sizeof(text), LIMIT_PREFIX "%s" PATTERN_PREFIX "%s\n",
				 setting->limit, setting->pattern);

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return -errno;
	r = fd_write_full(fd, text, (size_t)length);
	if (r == 0 && (fchmod(fd, 0644) < 0 || fsync(fd) < 0))
		r = -errno;
	return r;
}

static int sync_directory_of(const char *file)
{
	_cleanup_close_ int fd = NO_FD;
	char directory[PATH_MAX];
	int r = directory_of(file, directory, sizeof(directory));

	if (r < 0)
		return r;
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

int saved_pattern_write(const char *state_file, const struct core_setting *setting)
{
	char temporary[PATH_MAX];
	int r;

	if ((size_t)snprintf(temporary, sizeof(temporary), "%s.new", state_file) >=
	    sizeof(temporary))
		return -ENAMETOOLONG;
	/* Left by one that was killed: the lock says that nobody is writing it. */
	(void)unlink(temporary);
	r = write_new_file(temporary, setting);
	if (r == 0 && rename(temporary, state_file) < 0)
		r = -errno;
	if (r < 0) {
		(void)unlink(temporary);
		return r;
	}
	return sync_directory_of(state_file);
}

int saved_pattern_remove(const char *state_file)
{
	if (unlink(state_file) < 0)
		return errno == ENOENT ? 0 : -errno;
	return sync_directory_of(state_file);
}
