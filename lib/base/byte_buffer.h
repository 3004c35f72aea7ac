/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A growing buffer of bytes. Integers are put in little-endian order on every host. The first
 * failure (no memory) sticks: later puts do nothing and byte_buffer_error() returns it, so that a
 * writer may check once at the end.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"

struct byte_buffer {
	uint8_t *data;
	size_t size;
	size_t capacity;
	int error;
};

#define BYTE_BUFFER_INIT ((struct byte_buffer){ .data = NULL })

void byte_buffer_done(struct byte_buffer *buffer);

/* 0, or the negative errno of the first put that failed. */
int byte_buffer_error(const struct byte_buffer *buffer);

void byte_buffer_put(struct byte_buffer *buffer, const void *data, size_t size);
void byte_buffer_put_zeros(struct byte_buffer *buffer, size_t size);
void byte_buffer_put_u8(struct byte_buffer *buffer, uint8_t value);
void byte_buffer_put_u16(struct byte_buffer *buffer, uint16_t value);
void byte_buffer_put_u32(struct byte_buffer *buffer, uint32_t value);
void byte_buffer_put_u64(struct byte_buffer *buffer, uint64_t value);

/*
 * Appends size uninitialised bytes and returns where they are, or NULL after a failure. The pointer
 * is valid until the next call that appends.
 */
void *byte_buffer_append(struct byte_buffer *buffer, size_t size);

/* Forgets all bytes behind size; keeps the allocation. */
void byte_buffer_truncate(struct byte_buffer *buffer, size_t size);

/* What the buffer holds, borrowed until the next call that changes it. */
static inline struct bytes byte_buffer_bytes(const struct byte_buffer *buffer)
{
	return bytes_of(buffer->data, buffer->size);
}
