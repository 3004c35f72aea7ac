/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bounded reader: a cursor over bytes that may be hostile. All integers are little-endian in
 * the source, whatever the host is. Once a read would pass the end, the reader fails for good:
 * every later read returns zero or nothing, and byte_reader_failed() says so, so that a parser may
 * check once after a group of reads.
 */
#pragma once

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/bytes.h"

struct byte_reader {
	struct bytes source;
	size_t offset;
	bool failed;
};

static inline struct byte_reader byte_reader_of(struct bytes source)
{
	return (struct byte_reader){ .source = source };
}

static inline bool byte_reader_failed(const struct byte_reader *reader)
{
	return reader->failed;
}

static inline size_t byte_reader_left(const struct byte_reader *reader)
{
	return reader->failed ? 0 : reader->source.size - reader->offset;
}

/* Returns the next size bytes, borrowed from the source, or BYTES_NONE past the end. */
static inline struct bytes byte_reader_take(struct byte_reader *reader, uint64_t size)
{
	struct bytes taken;

	if (size > byte_reader_left(reader)) {
		reader->failed = true;
		return BYTES_NONE;
	}
	taken = bytes_of(reader->source.data + reader->offset, (size_t)size);
	reader->offset += (size_t)size;
	return taken;
}

static inline void byte_reader_skip(struct byte_reader *reader, uint64_t size)
{
	(void)byte_reader_take(reader, size);
}

static inline void byte_reader_seek(struct byte_reader *reader, uint64_t offset)
{
	if (offset > reader->source.size)
		reader->failed = true;
	else
		reader->offset = (size_t)offset;
}

/* An unsigned little-endian integer of 1, 2, 4 or 8 bytes; 0 past the end. */
static inline uint64_t byte_reader_uint(struct byte_reader *reader, size_t size)
{
	struct bytes raw = byte_reader_take(reader, size);
	uint64_t value = 0;

	if (raw.size == sizeof(value)) {
		memcpy(&value, raw.data, sizeof(value));
		return le64toh(value);
	}
	for (size_t i = raw.size; i > 0; i--)
		value = value << 8 | raw.data[i - 1];
	return value;
}

static inline uint8_t byte_reader_u8(struct byte_reader *reader)
{
	return (uint8_t)byte_reader_uint(reader, 1);
}

static inline uint16_t byte_reader_u16(struct byte_reader *reader)
{
	return (uint16_t)byte_reader_uint(reader, 2);
}

static inline uint32_t byte_reader_u32(struct byte_reader *reader)
{
	return (uint32_t)byte_reader_uint(reader, 4);
}

static inline uint64_t byte_reader_u64(struct byte_reader *reader)
{
	return byte_reader_uint(reader, 8);
}

/* The unsigned little-endian integer of size bytes at offset; 0 if it does not lie in source. */
static inline uint64_t bytes_uint_at(struct bytes source, uint64_t offset, size_t size)
{
	struct byte_reader reader = byte_reader_of(source);

	byte_reader_seek(&reader, offset);
	return byte_reader_uint(&reader, size);
}
