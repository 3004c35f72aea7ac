/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory in a minidump: which addresses are where in the file. Bytes are read on demand. */
#pragma once

#include "lib/base/byte_buffer.h"
#include "lib/capture/memory_plan.h"
#include "lib/capture/memory_reader.h"
#include "lib/minidump/minidump_file.h"

struct memory_index {
	struct memory_reader reader; /* first: handed out as the dump's memory */
	struct minidump_file file;
	struct memory_plan plan;    /* settled before reading; order is the entry's number */
	struct byte_buffer entries; /* of struct memory_index_entry */
};

void memory_index_init(struct memory_index *index);
void memory_index_done(struct memory_index *index);

/*
 * Adds size bytes at address that lie at offset in the file. What an earlier range claims stays
 * with it. Returns 0, -E2BIG past LIMIT_MEMORY_RANGES, or -ENOMEM.
 */
int memory_index_add(struct memory_index *index, uint64_t address, uint64_t size, uint64_t offset);

/* Makes what was added readable. Returns 0 or -ENOMEM. */
int memory_index_settle(struct memory_index *index);
