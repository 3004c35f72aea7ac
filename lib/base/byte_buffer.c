/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/byte_buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BYTE_BUFFER_MIN_CAPACITY 4096U

void byte_buffer_done(struct byte_buffer *buffer)
{
	free(buffer->data);
	*buffer = BYTE_BUFFER_INIT;
}

int byte_buffer_error(const struct byte_buffer *buffer)
{
	return buffer->error;
}

static int byte_buffer_reserve(struct byte_buffer *buffer, size_t size)
{
	size_t needed, capacity = buffer->capacity ? buffer->capacity : BYTE_BUFFER_MIN_CAPACITY;
	uint8_t *data;

	if (__builtin_add_overflow(buffer->size, size, &needed))
		return -EOVERFLOW;
	if (needed <= buffer->capacity)
		return 0;
	while (capacity < needed)
		if (__builtin_mul_overflow(capacity, 2, &capacity))
			return -EOVERFLOW;
	data = realloc(buffer->data, capacity);
	if (!data)
		return -ENOMEM;
	buffer->data = data;
	buffer->capacity = capacity;
	return 0;
}

void *byte_buffer_append(struct byte_buffer *buffer, size_t size)
{
	uint8_t *start;

	if (!buffer->error)
		buffer->error = byte_buffer_reserve(buffer, size);
	if (buffer->error || !buffer->data) /* nothing, appended to nothing */
		return NULL;
	start = buffer->data + buffer->size;
	buffer->size += size;
	return start;
}

void byte_buffer_put(struct byte_buffer *buffer, const void *data, size_t size)
{
	void *start = byte_buffer_append(buffer, size);

	if (start && size > 0)
		memcpy(start, data, size);
}

void byte_buffer_put_zeros(struct byte_buffer *buffer, size_t size)
{
	void *start = byte_buffer_append(buffer, size);

	if (start && size > 0)
		memset(start, 0, size);
}

static void byte_buffer_put_uint(struct byte_buffer *buffer, uint64_t value, size_t size)
{
	uint8_t raw[8];

	for (size_t i = 0; i < size; i++)
		raw[i] = (uint8_t)(value >> (8 * i));
	byte_buffer_put(buffer, raw, size);
}

void byte_buffer_put_u8(struct byte_buffer *buffer, uint8_t value)
{
	byte_buffer_put_uint(buffer, value, 1);
}

void byte_buffer_put_u16(struct byte_buffer *buffer, uint16_t value)
{
	byte_buffer_put_uint(buffer, value, 2);
}

void byte_buffer_put_u32(struct byte_buffer *buffer, uint32_t value)
{
	byte_buffer_put_uint(buffer, value, 4);
}

void byte_buffer_put_u64(struct byte_buffer *buffer, uint64_t value)
{
	byte_buffer_put_uint(buffer, value, 8);
}

void byte_buffer_truncate(struct byte_buffer *buffer, size_t size)
{
	if (size < buffer->size)
		buffer->size = size;
}
