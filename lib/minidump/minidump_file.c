/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/minidump/minidump_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/checked_math.h"
#include "lib/base/fd_io.h"
#include "lib/capture/limits.h"
#include "lib/minidump/utf16_text.h"

static int read_at(const struct minidump_file *file, uint64_t offset, void *buffer, size_t size)
{
	ssize_t count = fd_pread_full(file->fd, buffer, size, offset);

	if (count < 0)
		return (int)count;
	return (size_t)count == size ? 0 : -ENODATA;
}

/* How many of size bytes at offset the file has, at most limit. */
static uint64_t available(const struct minidump_file *file, uint64_t offset, uint64_t size,
			  uint64_t limit)
{
	return min_u64(min_u64(size, limit), saturating_sub_u64(file->size, offset));
}

static int read_header(const struct minidump_file *file, struct md_header *ret_header)
{
	int r = read_at(file, 0, ret_header, sizeof(*ret_header));

	if (r == -ENODATA || (r == 0 && (ret_header->signature != MD_SIGNATURE ||
					 (ret_header->version & 0xffff) != MD_VERSION)))
		return -EBADMSG;
	return r;
}

static int read_directory(struct minidump_file *file, struct pool *pool,
			  const struct md_header *header)
{
	const uint64_t size = header->stream_count * (uint64_t)sizeof(*file->streams);
	const struct md_location location = { .size = (uint32_t)min_u64(size, UINT32_MAX),
					      .rva = header->stream_directory };
	struct bytes bytes;
	int r = minidump_file_read(file, pool, location,
				   LIMIT_MINIDUMP_STREAMS * sizeof(*file->streams), &bytes);

	if (r < 0)
		return r == -ENODATA ? -EBADMSG : r;
	file->streams = (const struct md_directory *)(const void *)bytes.data;
	file->n_streams = bytes.size / sizeof(*file->streams);
	file->is_cut = file->n_streams < header->stream_count;
	return 0;
}

int minidump_file_open(int fd, struct pool *pool, struct minidump_file *ret_file)
{
	struct minidump_file file = { .fd = fd };
	struct md_header header;
	struct stat status;
	int r;

	if (fstat(fd, &status) < 0)
		return -errno;
	file.size = (uint64_t)status.st_size;
	r = read_header(&file, &header);
	if (r < 0)
		return r;
	file.time_date_stamp = header.time_date_stamp;
	r = read_directory(&file, pool, &header);
	if (r < 0)
		return r;
	*ret_file = file;
	return 0;
}

bool minidump_file_find(const struct minidump_file *file, uint32_t type,
			struct md_location *ret_location)
{
	for (size_t i = 0; i < file->n_streams; i++) {
		if (file->streams[i].stream_type != type || file->streams[i].location.size == 0)
			continue;
		*ret_location = file->streams[i].location;
		return true;
	}
	return false;
}

int minidump_file_read(const struct minidump_file *file, struct pool *pool,
		       struct md_location location, uint64_t limit, struct bytes *ret_bytes)
{
	uint64_t size = available(file, location.rva.value, location.size, limit);
	void *data;
	int r;

	if (size == 0)
		return -ENODATA;
	data = pool_alloc(pool, (size_t)size);
	if (!data)
		return -ENOMEM;
	r = read_at(file, location.rva.value, data, (size_t)size);
	if (r == 0)
		*ret_bytes = bytes_of(data, (size_t)size);
	return r;
}

int minidump_file_read_string(const struct minidump_file *file, struct pool *pool, uint64_t rva,
			      const char **ret_text)
{
	char buffer[LIMIT_MINIDUMP_STRING * UTF16_UNIT_BYTES + 1];
	uint16_t units[LIMIT_MINIDUMP_STRING];
	const char *text;
	uint32_t length;
	uint64_t size;
	int r;

	if (rva == 0 || rva > file->size)
		return -ENODATA;
	r = read_at(file, rva, &length, sizeof(length));
	if (r < 0)
		return r;
	rva += sizeof(length);
	size = available(file, rva, length, sizeof(units));
	r = read_at(file, rva, units, (size_t)size);
	if (r < 0)
		return r;
	utf16_text(units, (size_t)size / sizeof(units[0]), buffer);
	text = pool_copy_text(pool, buffer, sizeof(buffer));
	if (!text)
		return -ENOMEM;
	*ret_text = text;
	return 0;
}
