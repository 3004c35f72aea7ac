/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coredump-pattern/trusted_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/cleanup.h"

/* Opens path as the kernel would: its symbolic links stay within root. */
static int open_in_root(const char *root, const char *path)
{
	_cleanup_close_ int root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	int fd;

	if (root_fd < 0)
		return -errno;
	fd = (int)syscall(SYS_openat2, root_fd, path, &how, sizeof(how));
	return fd < 0 ? -errno : fd;
}

static bool is_same_in_root(const char *root, const char *path, const struct stat *status)
{
	_cleanup_close_ int fd = open_in_root(root, path);
	struct stat in_root;

	return fd >= 0 && fstat(fd, &in_root) == 0 && in_root.st_dev == status->st_dev &&
	       in_root.st_ino == status->st_ino;
}

static bool is_writable_by_others(const struct stat *status)
{
	return status->st_mode & (S_IWGRP | S_IWOTH);
}

const char *trusted_file_fault(const struct core_pattern_paths *paths, const char *path,
			       bool executable)
{
	struct stat status;

	if (path[0] != '/')
		return "is not an absolute path";
	if (stat(path, &status) < 0)
		return errno == ENOENT ? "does not exist" : strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "is not a regular file";
	/* Says no on a file system that is mounted noexec, too. */
	if (executable && access(path, X_OK) < 0)
		return "is not executable";
	if (status.st_uid != paths->owner)
		return "is not owned by root";
	if (is_writable_by_others(&status))
		return "is writable by others than its owner";
	if (!is_same_in_root(paths->init_root, path, &status))
		return "is not the same file in the root directory of the kernel";
	return NULL;
}

/* In a sticky directory nobody removes or renames what belongs to another. */
static bool is_open_directory(const struct core_pattern_paths *paths, const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return false;
	return (status.st_uid != 0 && status.st_uid != paths->owner) ||
	       (is_writable_by_others(&status) && !(status.st_mode & S_ISVTX));
}

bool trusted_file_is_replaceable(const struct core_pattern_paths *paths, const char *path,
				 char *ret_directory, size_t size)
{
	for (size_t i = 0; path[i] && i + 1 < size; i++) {
		if (path[i] != '/')
			continue;
		memcpy(ret_directory, path, i);
		ret_directory[i] = '\0';
		if (is_open_directory(paths, i > 0 ? ret_directory : "/"))
			return true;
	}
	return false;
}
