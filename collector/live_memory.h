/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dying process's memory through /proc/PID/mem. Small reads go through a copy of their page:
 * what is looked up there (headers, link_map) lies close together.
 */
#pragma once

#include "lib/base/deadline.h"
#include "lib/capture/memory_reader.h"

#define LIVE_MEMORY_PAGE 4096U

struct live_memory {
	struct memory_reader reader; /* first */
	int fd;			     /* borrowed; NO_FD: all memory is lost */
	struct deadline deadline;    /* past it, every read fails with -ETIMEDOUT */
	bool has_page;
	uint64_t page_address;
	uint8_t page[LIVE_MEMORY_PAGE];
};

void live_memory_init(struct live_memory *memory, int fd, struct deadline deadline);
