/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/memory_reader.h"

#include <errno.h>
#include <string.h>

#define STRING_STEP 256U

ssize_t memory_read_string(struct memory_reader *reader, uint64_t address, char *buffer,
			   size_t size)
{
	size_t length = 0;

	while (length < size) {
		size_t step = STRING_STEP - (size_t)((address + length) % STRING_STEP);
		ssize_t count;
		char *end;

		if (step > size - length)
			step = size - length;
		count = memory_read(reader, address + length, buffer + length, step);
		if (count <= 0)
			return -EFAULT;
		end = memchr(buffer + length, '\0', (size_t)count);
		if (end)
			return end - buffer;
		length += (size_t)count;
	}
	return -ENAMETOOLONG;
}
