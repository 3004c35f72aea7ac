/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/fd_io.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"

#define READ_CHUNK_MIN 4096U
#define READ_CHUNK_MAX 65536U

ssize_t fd_read_some(int fd, void *buffer, size_t size)
{
	for (;;) {
		ssize_t count = read(fd, buffer, size);

		if (count >= 0)
			return count;
		if (errno != EINTR)
			return -errno;
	}
}

ssize_t fd_read_full(int fd, void *buffer, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t count = fd_read_some(fd, (uint8_t *)buffer + done, size - done);

		if (count < 0)
			return count;
		if (count == 0)
			break;
		done += (size_t)count;
	}
	return (ssize_t)done;
}

ssize_t fd_pread_full(int fd, void *buffer, size_t size, uint64_t offset)
{
	size_t done = 0;

	while (done < size) {
		ssize_t count =
			pread(fd, (uint8_t *)buffer + done, size - done, (off_t)(offset + done));

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return done > 0 ? (ssize_t)done : -errno;
		if (count == 0)
			break;
		done += (size_t)count;
	}
	return (ssize_t)done;
}

int fd_write_full(int fd, const void *buffer, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t count = write(fd, (const uint8_t *)buffer + done, size - done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (count == 0)
			return -EIO;
		done += (size_t)count;
	}
	return 0;
}

/* Most files are small: reads grow with what is found. One byte over the limit tells. */
static size_t chunk_size(size_t done, size_t room)
{
	size_t wanted = done < READ_CHUNK_MIN ? READ_CHUNK_MIN : done;

	if (wanted > READ_CHUNK_MAX)
		wanted = READ_CHUNK_MAX;
	return wanted > room ? room + 1 : wanted;
}

int fd_read_to_end(int fd, size_t limit, struct byte_buffer *buffer)
{
	size_t start = buffer->size;

	for (;;) {
		size_t before = buffer->size, room = limit - (before - start);
		size_t wanted = chunk_size(before - start, room);
		void *chunk = byte_buffer_append(buffer, wanted);
		ssize_t count;

		if (!chunk)
			return byte_buffer_error(buffer);
		count = fd_read_some(fd, chunk, wanted);
		byte_buffer_truncate(buffer, before + (count > 0 ? (size_t)count : 0));
		if (count <= 0)
			return (int)count;
		if (buffer->size - start > limit) {
			byte_buffer_truncate(buffer, start + limit);
			return -E2BIG;
		}
	}
}

int file_write_text(const char *path, const char *text)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return fd_write_full(fd, text, strlen(text));
}

bool fd_is_named(int fd, int directory_fd, const char *name)
{
	struct stat opened, named;

	return fstat(fd, &opened) == 0 &&
	       fstatat(directory_fd, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}
