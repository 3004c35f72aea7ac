/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A borrowed run of bytes: never owned, never NUL-terminated by contract, possibly hostile. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct bytes {
	const uint8_t *data;
	size_t size;
};

#define BYTES_NONE ((struct bytes){ .data = NULL, .size = 0 })

static inline struct bytes bytes_of(const void *data, size_t size)
{
	return (struct bytes){ .data = data, .size = size };
}
