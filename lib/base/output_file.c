/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>

/* A name that no other conversion uses, even to the same output at the same time. */
static int make_temporary_name(struct output_file *file)
{
	uint32_t random;
	int length;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
		return -EAGAIN;
	length = snprintf(file->temporary, sizeof(file->temporary), "%s.%08x.tmp", file->name,
			  random);
	if (length < (int)sizeof(file->temporary))
		return 0;
	file->temporary[0] = '\0';
	return -ENAMETOOLONG;
}

static int create_named(struct output_file *file)
{
	int r = make_temporary_name(file);

	if (r < 0)
		return r;
	file->fd = openat(file->directory_fd, file->temporary,
			  O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file->fd < 0) {
		file->temporary[0] = '\0';
		return -errno;
	}
	return 0;
}

static int create(struct output_file *file)
{
	file->fd = openat(file->directory_fd, ".", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
	if (file->fd >= 0)
		return 0;
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT)
		return -errno;
	return create_named(file);
}

static int refuse_special_file(int directory_fd, const char *name)
{
	struct stat status;

	if (fstatat(directory_fd, name, &status, 0) < 0)
		return errno == ENOENT ? 0 : -errno;
	return S_ISREG(status.st_mode) ? 0 : -EEXIST;
}

int output_file_create(int directory_fd, const char *name, mode_t mode,
		       struct output_file *ret_file)
{
	_cleanup_(output_file_done) struct output_file file = OUTPUT_FILE_INIT;
	int r = refuse_special_file(directory_fd, name);

	if (r < 0)
		return r;
	file.directory_fd = directory_fd;
	file.name = name;
	r = create(&file);
	if (r < 0)
		return r;
	if (fchmod(file.fd, mode) < 0)
		return -errno;
	*ret_file = file;
	file = OUTPUT_FILE_INIT;
	return 0;
}

/* Names the nameless file by its link in /proc: AT_EMPTY_PATH would need a capability. */
static int link_as(const struct output_file *file, const char *name)
{
	char self[32];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", file->fd);
	if (linkat(AT_FDCWD, self, file->directory_fd, name, AT_SYMLINK_FOLLOW) < 0)
		return -errno;
	return 0;
}

/* linkat(2) replaces nothing; where the name is taken, the file gets another and is renamed. */
static int give_name(struct output_file *file)
{
	int r;

	if (file->temporary[0] == '\0') {
		r = link_as(file, file->name);
		if (r != -EEXIST)
			return r;
		r = make_temporary_name(file);
		if (r == 0)
			r = link_as(file, file->temporary);
		if (r < 0) {
			file->temporary[0] = '\0';
			return r;
		}
	}
	if (renameat(file->directory_fd, file->temporary, file->directory_fd, file->name) < 0)
		return -errno;
	file->temporary[0] = '\0';
	return 0;
}

int output_file_commit(struct output_file *file)
{
	if (fsync(file->fd) < 0)
		return -errno;
	return give_name(file);
}

void output_file_done(struct output_file *file)
{
	if (file->temporary[0] != '\0')
		(void)unlinkat(file->directory_fd, file->temporary, 0);
	cleanup_close(&file->fd);
	*file = OUTPUT_FILE_INIT;
}
