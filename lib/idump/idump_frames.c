/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/idump/idump_frames.h"

#include <errno.h>
#include <lz4frame.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/base/cleanup.h"
#include "lib/idump/idump_format.h"
#include "lib/idump/idump_item.h"

/* A file made to hold a frame's magic everywhere must not keep its reader busy for long. */
#define TRIES_MAX 4096U

struct idump_frames idump_frames_of(struct bytes file)
{
	return (struct idump_frames){ .file = file, .next = IDUMP_HEADER_SIZE };
}

static void free_decompressor(LZ4F_dctx **context)
{
	LZ4F_freeDecompressionContext(*context);
}

int idump_frame_decompress(struct bytes from, struct byte_buffer *content, size_t *ret_size)
{
	_cleanup_(free_decompressor) LZ4F_dctx *context = NULL;
	size_t in_done = 0, out_done = 0, hint = 1;
	uint8_t *room;

	byte_buffer_truncate(content, 0);
	room = byte_buffer_append(content, IDUMP_FRAME_MAX);
	if (!room || LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
		return -ENOMEM;
	while (hint != 0) {
		size_t in_size = from.size - in_done, out_size = IDUMP_FRAME_MAX - out_done;

		hint = LZ4F_decompress(context, room + out_done, &out_size, from.data + in_done,
				       &in_size, NULL);
		if (LZ4F_isError(hint))
			return -EBADMSG;
		in_done += in_size;
		out_done += out_size;
		if (hint != 0 && in_size == 0 && out_size == 0)
			return in_done == from.size ? -ENODATA : -EBADMSG;
	}
	byte_buffer_truncate(content, out_done);
	*ret_size = in_done;
	return 0;
}

/* The mark at a frame's start says that the frame belongs to this file, and to this place in it. */
static bool mark_fits(struct bytes file, size_t offset, struct bytes content)
{
	struct byte_reader reader = byte_reader_of(content);
	const uint8_t *id = file.data + IDUMP_HEADER_SIZE - IDUMP_ID_SIZE;
	struct idump_item item;

	return idump_item_next(&reader, &item) && item.key == IDUMP_KEY_frame &&
	       item.type == IDUMP_BYTES && item.value.size == IDUMP_FRAME_MARK_SIZE &&
	       bytes_uint_at(item.value, 0, 8) == offset &&
	       memcmp(item.value.data + 8, id, IDUMP_ID_SIZE) == 0;
}

static int read_frame_at(struct bytes file, size_t offset, struct byte_buffer *content,
			 size_t *ret_size)
{
	struct bytes rest = bytes_of(file.data + offset, file.size - offset);
	size_t size;
	int r;

	/* LZ4 passes over skippable frames; here there is none behind the header. */
	if (rest.size >= 4 && bytes_uint_at(rest, 0, 4) != IDUMP_LZ4_MAGIC)
		return -EBADMSG;
	r = idump_frame_decompress(rest, content, &size);
	if (r < 0)
		return r;
	if (!mark_fits(file, offset, byte_buffer_bytes(content)))
		return -EBADMSG;
	*ret_size = size;
	return 0;
}

/* The next place, from offset on, that looks like the start of a frame, or the file's end. */
static size_t scan_for_magic(struct bytes file, size_t offset)
{
	const uint8_t magic[] = { IDUMP_LZ4_MAGIC & 0xff, IDUMP_LZ4_MAGIC >> 8 & 0xff,
				  IDUMP_LZ4_MAGIC >> 16 & 0xff, IDUMP_LZ4_MAGIC >> 24 };
	const uint8_t *found = memmem(file.data + offset, file.size - offset, magic, sizeof(magic));

	return found ? (size_t)(found - file.data) : file.size;
}

/*
 * Where the first whole frame behind offset starts, or the file's end. Sizes in a damaged frame are
 * not believed: memory of the process, which it holds, may look like frames.
 */
static int find_whole_frame(struct idump_frames *frames, size_t offset, struct byte_buffer *content,
			    size_t *ret_offset)
{
	size_t at = scan_for_magic(frames->file, offset), size;
	int r = -EBADMSG;

	while (at < frames->file.size && frames->n_tries++ < TRIES_MAX) {
		r = read_frame_at(frames->file, at, content, &size);
		if (r == 0 || r == -ENOMEM)
			break;
		at = scan_for_magic(frames->file, at + 1);
	}
	if (r == -ENOMEM)
		return r;
	*ret_offset = r == 0 ? at : frames->file.size;
	return 0;
}

int idump_frames_next(struct idump_frames *frames, struct bytes *ret_place,
		      struct byte_buffer *content)
{
	size_t start = frames->next, size;
	int r, error;

	if (start >= frames->file.size)
		return 0;
	error = read_frame_at(frames->file, start, content, &size);
	if (error == -ENOMEM)
		return error;
	if (error < 0) {
		r = find_whole_frame(frames, start + 1, content, &frames->next);
		if (r < 0)
			return r;
		if (frames->next < frames->file.size)
			error = -EBADMSG;
	} else {
		frames->next = start + size;
	}
	*ret_place = bytes_of(frames->file.data + start, frames->next - start);
	return error < 0 ? error : 1;
}
