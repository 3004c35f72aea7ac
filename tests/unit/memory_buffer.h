/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of a process that never was: ranges of bytes at chosen addresses. */
#pragma once

#include "lib/capture/memory_reader.h"

#define MEMORY_BUFFER_RANGES 16

struct memory_buffer_range {
	uint64_t start;
	const void *data; /* borrowed */
	size_t size;
};

struct memory_buffer {
	struct memory_reader reader; /* first: pass &buffer.reader on */
	struct memory_buffer_range ranges[MEMORY_BUFFER_RANGES];
	size_t n_ranges;
};

void memory_buffer_init(struct memory_buffer *buffer);

/* Ranges must not overlap; those that touch are read through. */
void memory_buffer_add(struct memory_buffer *buffer, uint64_t start, const void *data, size_t size);
