/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of a dump: the plan's ranges, touching ones joined into runs. A run is one blob in the
 * file; the list of regions names it in pieces that readers take. What is over their count is kept
 * apart: the headers of modules go first, then what has the lowest priority.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "converter/minidump/layout.h"
#include "lib/capture/memory_plan.h"

/* A run of memory in the file. */
struct memory_run {
	uint64_t start, size;
	layout_blob_t blob;
};

struct memory_runs {
	struct memory_run *items; /* ascending, disjoint, not touching */
	size_t n_items;
};

struct memory_regions {
	struct memory_runs listed; /* for the memory list */
	struct memory_runs more;   /* what that has no room for */
	uint64_t n_left_out;	   /* ranges of the plan in more */
};

#define MEMORY_REGIONS_INIT ((struct memory_regions){ .n_left_out = 0 })

void memory_regions_done(struct memory_regions *regions);

/*
 * Adds a blob for every run of the plan, whose ranges must be disjoint, in any order. max_regions
 * bounds the pieces of MD_MAX_REGION_SIZE in listed. Returns 0 or -ENOMEM.
 */
int memory_regions_build(const struct memory_plan *plan, size_t max_regions, struct layout *layout,
			 struct memory_regions *ret_regions);

/* How many pieces of at most MD_MAX_REGION_SIZE the runs have. */
size_t memory_runs_count_pieces(const struct memory_runs *runs);

/* The run that holds address, or NULL. */
const struct memory_run *memory_runs_find(const struct memory_runs *runs, uint64_t address);
