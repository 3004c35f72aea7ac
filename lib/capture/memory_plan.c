/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/memory_plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/capture/limits.h"

#define PLAN_FIRST_CAPACITY 64U

void memory_plan_done(struct memory_plan *plan)
{
	free(plan->ranges);
	*plan = MEMORY_PLAN_INIT;
}

static int plan_append(struct memory_plan *plan, const struct memory_range *range)
{
	if (plan->n_ranges == plan->capacity) {
		size_t wanted = plan->capacity ? plan->capacity * 2 : PLAN_FIRST_CAPACITY;
		struct memory_range *grown =
			reallocarray(plan->ranges, wanted, sizeof(*plan->ranges));

		if (!grown)
			return -ENOMEM;
		plan->ranges = grown;
		plan->capacity = wanted;
	}
	plan->ranges[plan->n_ranges++] = *range;
	return 0;
}

int memory_plan_add(struct memory_plan *plan, uint64_t start, uint64_t size, enum memory_kind kind)
{
	struct memory_range range = { .start = start, .size = size, .kind = kind };

	if (size > UINT64_MAX - start)
		range.size = UINT64_MAX - start;
	if (range.size == 0)
		return 0;
	if (plan->n_ranges >= LIMIT_MEMORY_RANGES)
		return -E2BIG;
	range.order = plan->next_order++;
	return plan_append(plan, &range);
}

static int by_start(const void *left, const void *right)
{
	const struct memory_range *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int by_order(const void *left, const void *right)
{
	const struct memory_range *a = left, *b = right;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return a->start < b->start ? -1 : a->start > b->start;
}

/*
 * A heap of the ranges that cover the sweep's address, first in priority on top. Ranges that ended
 * stay until they reach the top, so that each is pushed and popped once: n log n in all.
 */
struct range_heap {
	const struct memory_range **items;
	size_t n_items;
};

static void heap_push(struct range_heap *heap, const struct memory_range *range)
{
	size_t i = heap->n_items++;

	while (i > 0 && heap->items[(i - 1) / 2]->order > range->order) {
		heap->items[i] = heap->items[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap->items[i] = range;
}

static void heap_pop(struct range_heap *heap)
{
	const struct memory_range *last = heap->items[--heap->n_items];
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= heap->n_items)
			break;
		if (child + 1 < heap->n_items &&
		    heap->items[child + 1]->order < heap->items[child]->order)
			child++;
		if (heap->items[child]->order >= last->order)
			break;
		heap->items[i] = heap->items[child];
		i = child;
	}
	heap->items[i] = last;
}

static uint64_t range_end(const struct memory_range *range)
{
	return range->start + range->size;
}

/* Appends [start, end) as a piece of owner, or grows the last piece if it is the same owner's. */
static int emit_piece(struct memory_plan *settled, const struct memory_range *owner, uint64_t start,
		      uint64_t end)
{
	struct memory_range piece = *owner;

	if (settled->n_ranges > 0) {
		struct memory_range *last = &settled->ranges[settled->n_ranges - 1];

		if (last->order == owner->order && range_end(last) == start) {
			last->size = end - last->start;
			return 0;
		}
	}
	piece.start = start;
	piece.size = end - start;
	return plan_append(settled, &piece);
}

/* Sweeps the sorted ranges of plan and fills settled with disjoint pieces. */
static int sweep(const struct memory_plan *plan, struct range_heap *heap,
		 struct memory_plan *settled)
{
	size_t next = 0;
	uint64_t at = 0;

	while (next < plan->n_ranges || heap->n_items > 0) {
		uint64_t until;
		int r;

		while (heap->n_items > 0 && range_end(heap->items[0]) <= at)
			heap_pop(heap);
		if (heap->n_items == 0) {
			if (next == plan->n_ranges)
				break;
			at = plan->ranges[next].start;
		}
		while (next < plan->n_ranges && plan->ranges[next].start <= at)
			heap_push(heap, &plan->ranges[next++]);
		until = range_end(heap->items[0]);
		if (next < plan->n_ranges && plan->ranges[next].start < until)
			until = plan->ranges[next].start;
		if (until <= at)
			continue;
		r = emit_piece(settled, heap->items[0], at, until);
		if (r < 0)
			return r;
		at = until;
	}
	return 0;
}

int memory_plan_settle(struct memory_plan *plan)
{
	_cleanup_(memory_plan_done) struct memory_plan settled = MEMORY_PLAN_INIT;
	_cleanup_free_ const struct memory_range **slots = NULL;
	struct range_heap heap;
	int r;

	if (plan->n_ranges == 0)
		return 0;
	slots = calloc(plan->n_ranges, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	heap = (struct range_heap){ .items = slots };
	qsort(plan->ranges, plan->n_ranges, sizeof(*plan->ranges), by_start);
	r = sweep(plan, &heap, &settled);
	if (r < 0)
		return r;
	free(plan->ranges);
	settled.next_order = plan->next_order;
	*plan = settled;
	settled = MEMORY_PLAN_INIT;
	return 0;
}

void memory_plan_sort_by_priority(struct memory_plan *plan)
{
	if (plan->n_ranges > 0)
		qsort(plan->ranges, plan->n_ranges, sizeof(*plan->ranges), by_order);
}

const struct memory_range *memory_plan_find(const struct memory_plan *plan, uint64_t address)
{
	size_t low = 0, high = plan->n_ranges;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (range_end(&plan->ranges[middle]) <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == plan->n_ranges || plan->ranges[low].start > address)
		return NULL;
	return &plan->ranges[low];
}

uint64_t memory_plan_bytes(const struct memory_plan *plan)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < plan->n_ranges; i++)
		bytes += plan->ranges[i].size;
	return bytes;
}
