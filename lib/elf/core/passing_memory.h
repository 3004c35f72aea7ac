/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory in a core that only flows by: each byte can be had once, in the order of the stream,
 * which need not be that of addresses.
 */
#pragma once

#include "lib/capture/memory_plan.h"
#include "lib/capture/memory_reader.h"
#include "lib/elf/core/core_head.h"

struct passing_memory {
	struct memory_reader reader;  /* first; -ENODATA behind the end, -ETIMEDOUT */
	const struct core_head *head; /* borrowed */
	struct core_stream *stream;   /* borrowed; stands at the end of the notes or behind it */
	int error;		      /* of the stream: the first sticks */
};

void passing_memory_init(struct passing_memory *memory, const struct core_head *head,
			 struct core_stream *stream);

/*
 * Those parts of the plan that the core has bytes for, in the order in which they flow by. The plan
 * must be settled. Returns 0, -E2BIG past LIMIT_MEMORY_RANGES (what fits is there), or -ENOMEM. The
 * result is the caller's, as far as it got.
 */
int passing_memory_order(const struct core_head *head, const struct memory_plan *plan,
			 struct memory_plan *ret_ordered);
