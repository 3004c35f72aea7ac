/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a tar archive (POSIX ustar) of plain files. The same members give the same bytes. */
#pragma once

#include <stdint.h>

#include "lib/base/bytes.h"

/* A member; its owner is root, its mode 0644. */
struct tar_member {
	const char *name;     /* path in the archive, at most 100 bytes */
	uint64_t size;	      /* less than 8 GiB */
	uint64_t modified_at; /* seconds since the epoch */
};

/* Each appends a member to fd: size bytes of data, or of source from its start. 0 or an errno. */
int tar_write_bytes(int fd, const struct tar_member *member, const void *data);
int tar_write_file(int fd, const struct tar_member *member, int source);

/* Writes what ends the archive. */
int tar_finish(int fd);
