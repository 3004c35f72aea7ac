/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole reads and writes over descriptors: EINTR and short transfers are handled here alone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/base/byte_buffer.h"

/* Reads until size bytes are there or the file ends. Returns the count or a negative errno. */
ssize_t fd_read_full(int fd, void *buffer, size_t size);
ssize_t fd_pread_full(int fd, void *buffer, size_t size, uint64_t offset);

/* One read(2), repeated on EINTR only: for pipes whose writer may stall. */
ssize_t fd_read_some(int fd, void *buffer, size_t size);

/* Writes everything. Returns 0 or a negative errno (-EIO when nothing more is taken). */
int fd_write_full(int fd, const void *buffer, size_t size);

/* Appends what is left in fd, at most limit bytes. Returns 0, -E2BIG past it, or an errno. */
int fd_read_to_end(int fd, size_t limit, struct byte_buffer *buffer);

/* Writes all of text to the existing file at path (a sysctl, say) with one write(2). */
int file_write_text(const char *path, const char *text);

/* True if the open file is the one of that name in the directory: it may have been replaced. */
bool fd_is_named(int fd, int directory_fd, const char *name);
