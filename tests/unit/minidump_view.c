/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/minidump_view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "converter/minidump/minidump_writer.h"
#include "lib/base/byte_reader.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define DIRECTORY_ENTRY 12

int minidump_view_write(const struct crash_capture *capture, struct memory_reader *memory,
			struct minidump_view *ret_view)
{
	_cleanup_close_ int fd = memfd_create("minidump", MFD_CLOEXEC);
	_cleanup_free_ uint8_t *data = NULL;
	off_t size;
	int r;

	if (fd < 0)
		return -errno;
	r = minidump_write(capture, memory, fd);
	if (r < 0)
		return r;
	size = lseek(fd, 0, SEEK_END);
	data = malloc((size_t)size);
	if (!data || fd_pread_full(fd, data, (size_t)size, 0) != size)
		return -EIO;
	ret_view->file = bytes_of(take_ptr(data), (size_t)size);
	return 0;
}

void minidump_view_done(struct minidump_view *view)
{
	free((void *)view->file.data);
	view->file = BYTES_NONE;
}

uint64_t part_uint(struct bytes part, uint64_t offset, size_t size)
{
	return bytes_uint_at(part, offset, size);
}

uint64_t view_uint(const struct minidump_view *view, uint64_t offset, size_t size)
{
	return part_uint(view->file, offset, size);
}

struct bytes view_location(const struct minidump_view *view, struct bytes part, uint64_t offset)
{
	uint64_t size = part_uint(part, offset, 4), rva = part_uint(part, offset + 4, 4);

	if (rva > view->file.size || size > view->file.size - rva)
		return BYTES_NONE;
	return bytes_of(view->file.data + rva, (size_t)size);
}

static uint64_t entry_offset(const struct minidump_view *view, size_t i)
{
	return view_uint(view, 12, 4) + i * DIRECTORY_ENTRY;
}

size_t view_count_streams(const struct minidump_view *view, uint32_t type)
{
	size_t count = 0;

	for (size_t i = 0; i < view_uint(view, 8, 4); i++)
		count += view_uint(view, entry_offset(view, i), 4) == type;
	return count;
}

struct bytes view_stream(const struct minidump_view *view, uint32_t type)
{
	for (size_t i = 0; i < view_uint(view, 8, 4); i++)
		if (view_uint(view, entry_offset(view, i), 4) == type)
			return view_location(view, view->file, entry_offset(view, i) + 4);
	return BYTES_NONE;
}

const char *view_string(const struct minidump_view *view, uint64_t rva, char *buffer, size_t size)
{
	uint64_t length = view_uint(view, rva, 4);
	size_t n_units = (size_t)(length / 2);

	if (rva == 0 || length % 2 != 0 || rva + 4 + length + 2 > view->file.size ||
	    n_units >= size || view_uint(view, rva + 4 + length, 2) != 0)
		return "?";
	for (size_t i = 0; i < n_units; i++)
		buffer[i] = (char)view_uint(view, rva + 4 + 2 * i, 2);
	buffer[n_units] = '\0';
	return buffer;
}

bool bytes_equal(struct bytes part, const void *expected, size_t size)
{
	return part.size >= size && (size == 0 || memcmp(part.data, expected, size) == 0);
}
