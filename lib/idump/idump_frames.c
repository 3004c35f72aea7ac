/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/idump/idump_frames.h"

#include <errno.h>
#include <lz4frame.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/base/cleanup.h"
#include "lib/idump/idump_format.h"

/* The LZ4 frame format: flags that change where a frame's parts are. */
#define FLAG_CONTENT_CHECKSUM 0x04U
#define FLAG_DICTIONARY_ID    0x01U
#define FLAG_CONTENT_SIZE     0x08U
#define FLAG_BLOCK_CHECKSUM   0x10U
#define BLOCK_UNCOMPRESSED    0x80000000U
#define BLOCK_SIZE_MAX	      (4U << 20)

static bool is_frame_start(struct bytes file, size_t offset)
{
	return bytes_uint_at(file, offset, 4) == IDUMP_LZ4_MAGIC;
}

/* The end of the frame at offset, by its chain of block sizes; false if that leads nowhere. */
static bool follow_blocks(struct bytes file, size_t offset, size_t *ret_end)
{
	struct byte_reader reader = byte_reader_of(file);
	unsigned int flags;
	uint32_t size;

	byte_reader_seek(&reader, offset + 4);
	flags = byte_reader_u8(&reader);
	byte_reader_skip(&reader, 1);
	byte_reader_skip(&reader, (flags & FLAG_CONTENT_SIZE) ? 8 : 0);
	byte_reader_skip(&reader, (flags & FLAG_DICTIONARY_ID) ? 4 : 0);
	byte_reader_skip(&reader, 1);
	while (!byte_reader_failed(&reader)) {
		size = byte_reader_u32(&reader) & ~BLOCK_UNCOMPRESSED;
		if (size == 0)
			break;
		if (size > BLOCK_SIZE_MAX)
			return false;
		byte_reader_skip(&reader, size);
		byte_reader_skip(&reader, (flags & FLAG_BLOCK_CHECKSUM) ? 4 : 0);
	}
	byte_reader_skip(&reader, (flags & FLAG_CONTENT_CHECKSUM) ? 4 : 0);
	if (byte_reader_failed(&reader))
		return false;
	if (reader.offset != file.size && !is_frame_start(file, reader.offset))
		return false;
	*ret_end = reader.offset;
	return true;
}

/* The next place that looks like a frame, at offset or behind it, or the file's end. */
static size_t scan_for_frame(struct bytes file, size_t offset)
{
	while (offset < file.size && !is_frame_start(file, offset)) {
		const uint8_t *at = memchr(file.data + offset + 1, IDUMP_LZ4_MAGIC & 0xff,
					   file.size - offset - 1);

		offset = at ? (size_t)(at - file.data) : file.size;
	}
	return offset;
}

bool idump_frames_next(struct idump_frames *frames, struct bytes *ret_frame)
{
	size_t start = frames->next, end;

	if (start >= frames->file.size)
		return false;
	if (!is_frame_start(frames->file, start))
		end = scan_for_frame(frames->file, start);
	else if (!follow_blocks(frames->file, start, &end))
		end = scan_for_frame(frames->file, start + 1);
	frames->next = end;
	*ret_frame = bytes_of(frames->file.data + start, end - start);
	return true;
}

static void free_decompressor(LZ4F_dctx **context)
{
	LZ4F_freeDecompressionContext(*context);
}

int idump_frame_decompress(struct bytes frame, struct byte_buffer *out)
{
	_cleanup_(free_decompressor) LZ4F_dctx *context = NULL;
	size_t in_done = 0, out_done = 0;
	uint8_t *room;

	byte_buffer_truncate(out, 0);
	room = byte_buffer_append(out, IDUMP_FRAME_MAX);
	if (!room || LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
		return -ENOMEM;
	for (;;) {
		size_t in_size = frame.size - in_done, out_size = IDUMP_FRAME_MAX - out_done;
		size_t hint = LZ4F_decompress(context, room + out_done, &out_size,
					      frame.data + in_done, &in_size, NULL);

		if (LZ4F_isError(hint))
			return -EBADMSG;
		in_done += in_size;
		out_done += out_size;
		if (hint == 0)
			break;
		if (in_size == 0 && out_size == 0)
			return in_done == frame.size ? -ENODATA : -EBADMSG;
	}
	byte_buffer_truncate(out, out_done);
	return 0;
}
