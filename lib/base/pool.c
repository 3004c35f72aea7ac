/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/pool.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define POOL_CHUNK_SIZE 65536U

struct pool_chunk {
	struct pool_chunk *older;
	size_t used;
	size_t capacity;
	alignas(max_align_t) uint8_t data[];
};

void pool_done(struct pool *pool)
{
	struct pool_chunk *chunk = pool->newest;

	while (chunk) {
		struct pool_chunk *older = chunk->older;

		free(chunk);
		chunk = older;
	}
	*pool = POOL_INIT;
}

static struct pool_chunk *pool_add_chunk(struct pool *pool, size_t size)
{
	size_t total, capacity = size > POOL_CHUNK_SIZE ? size : POOL_CHUNK_SIZE;
	struct pool_chunk *chunk;

	if (__builtin_add_overflow(sizeof(*chunk), capacity, &total))
		return NULL;
	chunk = calloc(1, total);
	if (!chunk)
		return NULL;
	chunk->capacity = capacity;
	chunk->older = pool->newest;
	pool->newest = chunk;
	return chunk;
}

void *pool_alloc(struct pool *pool, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct pool_chunk *chunk = pool->newest;
	void *start;

	if (__builtin_add_overflow(size, align - 1, &size))
		return NULL;
	size &= ~(align - 1);
	if (!chunk || chunk->capacity - chunk->used < size)
		chunk = pool_add_chunk(pool, size);
	if (!chunk)
		return NULL;
	start = chunk->data + chunk->used;
	chunk->used += size;
	return start;
}

void *pool_copy(struct pool *pool, const void *data, size_t size)
{
	void *copy = pool_alloc(pool, size);

	if (copy && size > 0)
		memcpy(copy, data, size);
	return copy;
}

char *pool_copy_text(struct pool *pool, const void *text, size_t size)
{
	size_t length = strnlen(text, size);
	char *copy = pool_alloc(pool, length + 1);

	if (copy)
		memcpy(copy, text, length);
	return copy;
}
