/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/idump/idump_writer.h"

#include <errno.h>
#include <lz4frame.h>
#include <string.h>

#include "lib/base/fd_io.h"
#include "lib/capture/limits.h"

/* The largest properties are exceptions: a siginfo and three register notes, and some numbers. */
_Static_assert(IDUMP_FRAME_TARGET + 4 * LIMIT_NOTE + 4096 <= IDUMP_FRAME_MAX,
	       "a property may not fit into its frame");
_Static_assert(IDUMP_FRAME_TARGET + IDUMP_CHUNK + 4096 <= IDUMP_FRAME_MAX,
	       "a chunk may not fit into its frame");

/*
 * The checksum of a block is over its compressed bytes, so that no change of the file goes unseen,
 * not even one that decompresses to the same.
 */
/* Negative levels trade size for speed: this one takes a seventh of the time of level 0 on code. */
#define HURRIED_LEVEL (-100)

static const LZ4F_preferences_t frame_preferences = {
	.frameInfo = {
		.blockSizeID = LZ4F_max64KB,
		.blockMode = LZ4F_blockIndependent,
		.contentChecksumFlag = LZ4F_contentChecksumEnabled,
		.blockChecksumFlag = LZ4F_blockChecksumEnabled,
	},
	.autoFlush = 1,
};

int idump_writer_continue(struct idump_writer *writer, int fd, const char *id, uint64_t written)
{
	LZ4F_cctx *context;

	*writer = (struct idump_writer){ .fd = fd, .written = written };
	memcpy(writer->id, id, strnlen(id, sizeof(writer->id) - 1));
	if (LZ4F_isError(LZ4F_createCompressionContext(&context, LZ4F_VERSION))) {
		writer->error = -ENOMEM;
		return -ENOMEM;
	}
	writer->context = context;
	return 0;
}

static void put_file_header(struct byte_buffer *header, const char id[IDUMP_ID_SIZE])
{
	byte_buffer_put_u32(header, IDUMP_FILE_MAGIC);
	byte_buffer_put_u32(header, IDUMP_HEADER_SIZE - 8);
	byte_buffer_put(header, IDUMP_SIGNATURE, strlen(IDUMP_SIGNATURE));
	byte_buffer_put_u16(header, IDUMP_FORMAT);
	byte_buffer_put_u16(header, IDUMP_MIN_READER);
	byte_buffer_put_u32(header, 0);
	byte_buffer_put(header, id, IDUMP_ID_SIZE);
	if (byte_buffer_error(header) == 0) {
		uint32_t checksum = idump_header_checksum(header->data);

		for (size_t i = 0; i < 4; i++)
			header->data[IDUMP_CHECKSUM_AT + i] = (uint8_t)(checksum >> (8 * i));
	}
}

static int write_out(struct idump_writer *writer, struct bytes bytes)
{
	int r = fd_write_full(writer->fd, bytes.data, bytes.size);

	if (r < 0)
		return r;
	writer->written += bytes.size;
	return 0;
}

int idump_writer_init(struct idump_writer *writer, int fd, const char *id)
{
	int r = idump_writer_continue(writer, fd, id, 0);

	if (r < 0)
		return r;
	put_file_header(&writer->compressed, writer->id);
	r = byte_buffer_error(&writer->compressed);
	if (r == 0)
		r = write_out(writer, byte_buffer_bytes(&writer->compressed));
	writer->error = r;
	return r;
}

void idump_writer_done(struct idump_writer *writer)
{
	LZ4F_freeCompressionContext(writer->context);
	byte_buffer_done(&writer->frame);
	byte_buffer_done(&writer->compressed);
	*writer = (struct idump_writer){ .fd = -EBADF };
}

/* One LZ4 frame of everything gathered, in writer->compressed. */
static int compress_frame(struct idump_writer *writer)
{
	struct bytes raw = byte_buffer_bytes(&writer->frame);
	LZ4F_preferences_t preferences = frame_preferences;
	size_t bound = LZ4F_HEADER_SIZE_MAX + LZ4F_compressBound(raw.size, &preferences);
	size_t size = 0, step;
	uint8_t *out;

	if (writer->in_a_hurry)
		preferences.compressionLevel = HURRIED_LEVEL;

	byte_buffer_truncate(&writer->compressed, 0);
	out = byte_buffer_append(&writer->compressed, bound);
	if (!out)
		return -ENOMEM;
	step = LZ4F_compressBegin(writer->context, out, bound, &preferences);
	if (!LZ4F_isError(step)) {
		size += step;
		step = LZ4F_compressUpdate(writer->context, out + size, bound - size, raw.data,
					   raw.size, NULL);
	}
	if (!LZ4F_isError(step)) {
		size += step;
		step = LZ4F_compressEnd(writer->context, out + size, bound - size, NULL);
	}
	if (LZ4F_isError(step))
		return -EIO;
	byte_buffer_truncate(&writer->compressed, size + step);
	return 0;
}

int idump_writer_flush(struct idump_writer *writer)
{
	if (writer->error == 0)
		writer->error = byte_buffer_error(&writer->frame);
	if (writer->error == 0 && writer->frame.size > IDUMP_FRAME_MAX)
		writer->error = -EMSGSIZE;
	if (writer->error == 0 && writer->frame.size > 0) {
		writer->error = compress_frame(writer);
		if (writer->error == 0)
			writer->error = write_out(writer, byte_buffer_bytes(&writer->compressed));
	}
	byte_buffer_truncate(&writer->frame, 0);
	return writer->error;
}

void idump_writer_next_property(struct idump_writer *writer)
{
	if (writer->frame.size >= IDUMP_FRAME_TARGET)
		(void)idump_writer_flush(writer);
}

static void put_item_head(struct byte_buffer *frame, enum idump_key key, enum idump_type type,
			  size_t length)
{
	byte_buffer_put_u16(frame, (uint16_t)key);
	byte_buffer_put_u8(frame, (uint8_t)type);
	byte_buffer_put_u8(frame, 0);
	byte_buffer_put_u32(frame, (uint32_t)length);
}

/* A frame starts with its mark, which tells it from what looks like one in the process's memory. */
static void put_item(struct idump_writer *writer, enum idump_key key, enum idump_type type,
		     size_t length)
{
	if (writer->frame.size == 0) {
		put_item_head(&writer->frame, IDUMP_KEY_frame, IDUMP_BYTES, IDUMP_FRAME_MARK_SIZE);
		byte_buffer_put_u64(&writer->frame, writer->written);
		byte_buffer_put(&writer->frame, writer->id, sizeof(writer->id));
	}
	put_item_head(&writer->frame, key, type, length);
}

void idump_put_uint(struct idump_writer *writer, enum idump_key key, uint64_t value)
{
	put_item(writer, key, IDUMP_UINT, 8);
	byte_buffer_put_u64(&writer->frame, value);
}

void idump_put_bytes(struct idump_writer *writer, enum idump_key key, struct bytes value)
{
	put_item(writer, key, IDUMP_BYTES, value.size);
	byte_buffer_put(&writer->frame, value.data, value.size);
}

void idump_put_text(struct idump_writer *writer, enum idump_key key, const char *text)
{
	size_t length = strlen(text);

	put_item(writer, key, IDUMP_TEXT, length);
	byte_buffer_put(&writer->frame, text, length);
}

void idump_put_mark(struct idump_writer *writer, enum idump_key key, enum idump_type type)
{
	put_item(writer, key, type, 0);
}

void *idump_reserve_bytes(struct idump_writer *writer, enum idump_key key, size_t size)
{
	put_item(writer, key, IDUMP_BYTES, size);
	return byte_buffer_append(&writer->frame, size);
}

void idump_commit_bytes(struct idump_writer *writer, size_t reserved, size_t size)
{
	struct byte_buffer *frame = &writer->frame;
	uint8_t *length;

	if (byte_buffer_error(frame))
		return;
	length = frame->data + frame->size - reserved - 4;
	for (size_t i = 0; i < 4; i++)
		length[i] = (uint8_t)(size >> (8 * i));
	byte_buffer_truncate(frame, frame->size - reserved + size);
}
