/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/store_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/fd_io.h"

int store_directory_init(struct store_directory *directory)
{
	int error;

	*directory = (struct store_directory){ .path = "/tmp/minidumpd-store-XXXXXX" };
	if (!mkdtemp(directory->path))
		return -errno;
	error = store_create(directory->path, geteuid(), getegid());
	return error == 0 ? store_open(directory->path, &directory->store) : error;
}

static int delete_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void store_directory_done(struct store_directory *directory)
{
	store_done(&directory->store);
	(void)nftw(directory->path, delete_entry, 8, FTW_DEPTH | FTW_PHYS);
}

int store_directory_put_bytes(const struct store_directory *directory, const char *folder,
			      const char *id, const char *suffix, const void *content, size_t size)
{
	_cleanup_close_ int fd = NO_FD;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s/%s%s", directory->path, folder, id, suffix);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd_write_full(fd, content, size);
}

int store_directory_put(const struct store_directory *directory, const char *folder, const char *id,
			const char *suffix, const char *content)
{
	return store_directory_put_bytes(directory, folder, id, suffix, content, strlen(content));
}
