/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bump allocator: many small allocations with one owner, released together. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"

struct pool_chunk;

struct pool {
	struct pool_chunk *newest;
};

#define POOL_INIT ((struct pool){ .newest = NULL })

/* Releases everything that was allocated from the pool. */
void pool_done(struct pool *pool);

/* size bytes, zeroed, aligned for any type; NULL when there is no memory. Owned by the pool. */
void *pool_alloc(struct pool *pool, size_t size);

/* A copy owned by the pool: of size bytes, or of text up to size bytes as a C string. */
void *pool_copy(struct pool *pool, const void *data, size_t size);
char *pool_copy_text(struct pool *pool, const void *text, size_t size);
