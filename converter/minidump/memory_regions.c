/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/memory_regions.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"

/* A range of the plan while it is decided which are listed. */
struct candidate {
	uint64_t start, size;
	uint32_t order;
	bool is_header;
	bool is_left_out;
};

void memory_regions_done(struct memory_regions *regions)
{
	free(regions->listed.items);
	free(regions->more.items);
	*regions = MEMORY_REGIONS_INIT;
}

static int by_start(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Least wanted first. */
static int by_worth(const void *left, const void *right)
{
	const struct candidate *a = *(const struct candidate *const *)left;
	const struct candidate *b = *(const struct candidate *const *)right;

	if (a->is_header != b->is_header)
		return a->is_header ? -1 : 1;
	if (a->order != b->order)
		return a->order > b->order ? -1 : 1;
	return a->start > b->start ? -1 : a->start < b->start;
}

static struct candidate *sort_by_start(const struct memory_plan *plan)
{
	struct candidate *candidates = calloc(plan->n_ranges, sizeof(*candidates));

	if (!candidates)
		return NULL;
	for (size_t i = 0; i < plan->n_ranges; i++) {
		const struct memory_range *range = &plan->ranges[i];

		candidates[i] = (struct candidate){
			.start = range->start,
			.size = range->size,
			.order = range->order,
			.is_header = range->kind == MEMORY_MODULE_HEADER,
		};
	}
	qsort(candidates, plan->n_ranges, sizeof(*candidates), by_start);
	return candidates;
}

static bool touch(const struct candidate *below, const struct candidate *above)
{
	return below->is_left_out == above->is_left_out &&
	       below->start + below->size == above->start;
}

static size_t pieces_of(uint64_t size)
{
	return (size_t)((size - 1) / MD_MAX_REGION_SIZE + 1);
}

/* An upper bound of the pieces that the candidates make while none is left out. */
static size_t count_pieces(const struct candidate *candidates, size_t n)
{
	size_t n_runs = 0;
	uint64_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		bytes += candidates[i].size;
		n_runs += i == 0 || !touch(&candidates[i - 1], &candidates[i]);
	}
	return n_runs + (size_t)(bytes / MD_MAX_REGION_SIZE);
}

/* What leaving a candidate out does to the count of runs: it may even split one in two. */
static int change_without(const struct candidate *candidates, size_t n, size_t i)
{
	int change = -1;

	change += i > 0 && touch(&candidates[i - 1], &candidates[i]);
	change += i + 1 < n && touch(&candidates[i], &candidates[i + 1]);
	return change;
}

static int leave_out(struct candidate *candidates, size_t n, size_t max_regions)
{
	size_t count = count_pieces(candidates, n);
	_cleanup_free_ struct candidate **by_rank = NULL;

	if (count <= max_regions)
		return 0;
	by_rank = calloc(n, sizeof(*by_rank));
	if (!by_rank)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		by_rank[i] = &candidates[i];
	qsort(by_rank, n, sizeof(*by_rank), by_worth);
	for (size_t i = 0; i < n && count > max_regions; i++) {
		size_t index = (size_t)(by_rank[i] - candidates);

		count = (size_t)((ssize_t)count + change_without(candidates, n, index));
		by_rank[i]->is_left_out = true;
	}
	return 0;
}

/* Joins the candidates that are, or are not, left out. */
static int join(const struct candidate *candidates, size_t n, bool left_out,
		struct memory_runs *runs)
{
	runs->items = calloc(n, sizeof(*runs->items));
	if (!runs->items)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct candidate *candidate = &candidates[i];

		if (candidate->is_left_out != left_out)
			continue;
		if (i > 0 && touch(candidate - 1, candidate))
			runs->items[runs->n_items - 1].size += candidate->size;
		else
			runs->items[runs->n_items++] =
				(struct memory_run){ .start = candidate->start,
						     .size = candidate->size };
	}
	return 0;
}

static void add_blobs(struct memory_runs *runs, struct layout *layout)
{
	for (size_t i = 0; i < runs->n_items; i++) {
		struct memory_run *run = &runs->items[i];

		run->blob = layout_add_memory(layout, run->start, run->size, MD_ALIGN_MEMORY);
	}
}

int memory_regions_build(const struct memory_plan *plan, size_t max_regions, struct layout *layout,
			 struct memory_regions *ret_regions)
{
	_cleanup_(memory_regions_done) struct memory_regions regions = MEMORY_REGIONS_INIT;
	_cleanup_free_ struct candidate *candidates = NULL;
	size_t n = plan->n_ranges;
	int r;

	if (n == 0) {
		*ret_regions = regions;
		return 0;
	}
	candidates = sort_by_start(plan);
	if (!candidates)
		return -ENOMEM;
	r = leave_out(candidates, n, max_regions);
	if (r >= 0)
		r = join(candidates, n, false, &regions.listed);
	if (r >= 0)
		r = join(candidates, n, true, &regions.more);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		regions.n_left_out += candidates[i].is_left_out;
	add_blobs(&regions.listed, layout);
	add_blobs(&regions.more, layout);
	*ret_regions = regions;
	regions = MEMORY_REGIONS_INIT;
	return 0;
}

size_t memory_runs_count_pieces(const struct memory_runs *runs)
{
	size_t n_pieces = 0;

	for (size_t i = 0; i < runs->n_items; i++)
		n_pieces += pieces_of(runs->items[i].size);
	return n_pieces;
}

const struct memory_run *memory_runs_find(const struct memory_runs *runs, uint64_t address)
{
	size_t low = 0, high = runs->n_items;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (runs->items[middle].start + runs->items[middle].size <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == runs->n_items || runs->items[low].start > address)
		return NULL;
	return &runs->items[low];
}
