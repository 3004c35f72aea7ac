/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The container of a minidump that is read: header, directory, strings. The file may be hostile:
 * every place in it is checked against its size, and nothing is mapped.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/base/pool.h"
#include "lib/minidump/format.h"

struct minidump_file {
	int fd; /* borrowed, seekable */
	uint64_t size;
	uint32_t time_date_stamp;
	const struct md_directory *streams; /* in the pool */
	size_t n_streams;
	bool is_cut; /* the directory names more streams than are there, or than are taken */
};

/*
 * Reads header and directory; what is kept lies in pool. Returns 0; -EBADMSG if it is no minidump;
 * or another errno.
 */
int minidump_file_open(int fd, struct pool *pool, struct minidump_file *ret_file);

/* The place of the first stream of this type that is not empty; false if there is none. */
bool minidump_file_find(const struct minidump_file *file, uint32_t type,
			struct md_location *ret_location);

/*
 * The bytes at location, at most limit of them, and of a file that was cut what it has. Returns 0,
 * -ENODATA if nothing of them lies in the file, -ENOMEM or an errno of reading. In the pool.
 */
int minidump_file_read(const struct minidump_file *file, struct pool *pool,
		       struct md_location location, uint64_t limit, struct bytes *ret_bytes);

/*
 * The string at rva as UTF-8, up to its first NUL; what is no UTF-16 becomes U+FFFD. Returns 0,
 * -ENODATA if there is none, or as above. In the pool.
 */
int minidump_file_read_string(const struct minidump_file *file, struct pool *pool, uint64_t rva,
			      const char **ret_text);
