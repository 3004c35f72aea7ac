/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory that an ELF core holds, in a file, where any of it can be read at any time. */
#pragma once

#include "lib/capture/memory_reader.h"
#include "lib/elf/core/core_head.h"

#define CORE_MEMORY_PAGE 4096U

struct core_memory {
	struct memory_reader reader;  /* first */
	const struct core_head *head; /* borrowed */
	int fd;			      /* borrowed */
	uint64_t cached, cached_size; /* where page's bytes are in the file; size 0: nowhere */
	uint8_t page[CORE_MEMORY_PAGE];
};

/* Pages that a segment has no bytes for, and those behind the end of a cut file, are holes. */
void core_memory_init(struct core_memory *memory, const struct core_head *head, int fd);

/* How many bytes of the segments lie behind the end of a file of this size. */
uint64_t core_memory_missing(const struct core_head *head, uint64_t file_size);
