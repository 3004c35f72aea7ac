/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/tar_writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define TAR_BLOCK     512
#define COPY_SIZE     65536
#define TAR_SIZE_MAX  077777777777ULL
#define CHECKSUM_SIZE 8

/* pax(1), "ustar Interchange Format". Numbers are octal text. */
struct tar_header {
	char name[100];
	char mode[8], uid[8], gid[8];
	char size[12], modified_at[12];
	char checksum[CHECKSUM_SIZE];
	char type;
	char link_name[100];
	char magic[6], version[2];
	char user_name[32], group_name[32];
	char device_major[8], device_minor[8];
	char prefix[155];
	char padding[12];
};

_Static_assert(sizeof(struct tar_header) == TAR_BLOCK, "a block");

static int write_header(int fd, const struct tar_member *member)
{
	struct tar_header header = { .type = '0', .magic = "ustar", .version = { '0', '0' } };
	unsigned int sum = 0;

	if (strlen(member->name) > sizeof(header.name) || member->size > TAR_SIZE_MAX ||
	    member->modified_at > TAR_SIZE_MAX)
		return -EFBIG;
	memcpy(header.name, member->name, strlen(member->name));
	(void)snprintf(header.mode, sizeof(header.mode), "%07o", 0644U);
	(void)snprintf(header.uid, sizeof(header.uid), "%07o", 0U);
	(void)snprintf(header.gid, sizeof(header.gid), "%07o", 0U);
	(void)snprintf(header.size, sizeof(header.size), "%011llo",
		       (unsigned long long)member->size);
	(void)snprintf(header.modified_at, sizeof(header.modified_at), "%011llo",
		       (unsigned long long)member->modified_at);
	/* The sum of all bytes, those of the sum itself counted as blanks. */
	memset(header.checksum, ' ', sizeof(header.checksum));
	for (size_t i = 0; i < sizeof(header); i++)
		sum += ((const uint8_t *)&header)[i];
	(void)snprintf(header.checksum, sizeof(header.checksum), "%06o", sum);
	return fd_write_full(fd, &header, sizeof(header));
}

static int write_padding(int fd, uint64_t size)
{
	static const char zeros[TAR_BLOCK];

	return size % TAR_BLOCK == 0 ? 0 : fd_write_full(fd, zeros, TAR_BLOCK - size % TAR_BLOCK);
}

int tar_write_bytes(int fd, const struct tar_member *member, const void *data)
{
	int r = write_header(fd, member);

	if (r == 0)
		r = fd_write_full(fd, data, (size_t)member->size);
	return r < 0 ? r : write_padding(fd, member->size);
}

static int copy(int fd, int source, uint64_t size)
{
	_cleanup_free_ char *buffer = malloc(COPY_SIZE);
	uint64_t done = 0;

	if (!buffer)
		return -ENOMEM;
	while (done < size) {
		size_t wanted = size - done < COPY_SIZE ? (size_t)(size - done) : COPY_SIZE;
		ssize_t count = fd_pread_full(source, buffer, wanted, done);
		int r;

		if (count < 0 || (size_t)count < wanted)
			return count < 0 ? (int)count : -ESTALE;
		r = fd_write_full(fd, buffer, wanted);
		if (r < 0)
			return r;
		done += wanted;
	}
	return 0;
}

int tar_write_file(int fd, const struct tar_member *member, int source)
{
	int r = write_header(fd, member);

	if (r == 0)
		r = copy(fd, source, member->size);
	return r < 0 ? r : write_padding(fd, member->size);
}

int tar_finish(int fd)
{
	static const char zeros[2 * TAR_BLOCK];

	return fd_write_full(fd, zeros, sizeof(zeros));
}
