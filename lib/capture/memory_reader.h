/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of a crashed process, wherever it is: /proc/PID/mem, an intermediate dump, a core file,
 * a test's buffer. Embed struct memory_reader as the first member and set its read function.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct memory_reader {
	/*
	 * Copies bytes from address on, at most size, until the first that cannot be had. Returns
	 * the count (0: nothing at address) or a negative errno when the whole source is lost.
	 */
	ssize_t (*read)(struct memory_reader *self, uint64_t address, void *buffer, size_t size);
};

static inline ssize_t memory_read(struct memory_reader *reader, uint64_t address, void *buffer,
				  size_t size)
{
	return reader->read(reader, address, buffer, size);
}

/* True if all size bytes were read. */
static inline bool memory_read_exact(struct memory_reader *reader, uint64_t address, void *buffer,
				     size_t size)
{
	return memory_read(reader, address, buffer, size) == (ssize_t)size;
}

/*
 * A NUL-terminated string of less than size bytes. Returns its length, or -ENAMETOOLONG without a
 * NUL in reach, or -EFAULT when it starts or runs into memory that cannot be read. Reads at most to
 * the next boundary of 256 bytes at a time, so that an end of mapping behind the string is no harm.
 */
ssize_t memory_read_string(struct memory_reader *reader, uint64_t address, char *buffer,
			   size_t size);
