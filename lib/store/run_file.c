/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/run_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"

#define DIRECTORY_FLAGS (O_PATH | O_DIRECTORY | O_CLOEXEC)
#define FILE_FLAGS	(O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

int run_file_open(const char *run_directory, const char *name, mode_t mode)
{
	_cleanup_close_ int directory_fd = open(run_directory, DIRECTORY_FLAGS);
	_cleanup_close_ int fd = NO_FD;
	struct stat status;

	if (directory_fd < 0)
		return -errno;
	fd = openat(directory_fd, name, FILE_FLAGS, mode);
	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	return take_fd(&fd);
}

/*
 * Two that grow it at once do the same. A hole would do as well, but not on a full disk: there it
 * ends who writes to it.
 */
static int grow(int fd, size_t size)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	return status.st_size >= (off_t)size ? 0 : -posix_fallocate(fd, 0, (off_t)size);
}

int run_file_map(const char *run_directory, const char *name, mode_t mode, size_t size,
		 void **ret_memory)
{
	_cleanup_close_ int fd = run_file_open(run_directory, name, mode);
	void *memory;
	int r;

	if (fd < 0)
		return fd;
	r = grow(fd, size);
	if (r < 0)
		return r;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return -errno;
	*ret_memory = memory;
	return 0;
}
