/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fits a plan to a memory that lacks some of what is wanted. */
#pragma once

#include "lib/capture/memory_plan.h"
#include "lib/capture/memory_reader.h"

/*
 * Replaces the plan's ranges by those parts of them that can be read; kinds and priorities stay.
 * The plan must be disjoint, and is sorted by address behind this. ret_missing is in bytes. Returns
 * 0, -E2BIG past LIMIT_MEMORY_RANGES (then the last parts are missing, too), -ENOMEM, or an error
 * of the memory.
 */
int memory_holes_leave_out(struct memory_plan *plan, struct memory_reader *memory,
			   uint64_t *ret_missing);
