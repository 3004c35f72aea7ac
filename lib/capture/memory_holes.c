/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/memory_holes.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/capture/limits.h"

#define SMALLEST_PAGE 4096U
#define PROBE_SIZE    (64 * KIB)

struct probe {
	struct memory_reader *memory;
	struct memory_plan present;
	uint8_t *buffer; /* of PROBE_SIZE */
	uint64_t missing;
};

/* Adds [start, end), which can be read, in the place of range. */
static int add_present(struct probe *probe, const struct memory_range *range, uint64_t start,
		       uint64_t end)
{
	if (start == end)
		return 0;
	probe->present.next_order = range->order;
	return memory_plan_add(&probe->present, start, end - start, range->kind);
}

static int probe_range(struct probe *probe, const struct memory_range *range)
{
	uint64_t start = range->start, at = start, end = start + range->size;
	int r = 0;

	while (at < end && r == 0) {
		size_t wanted = (size_t)min_u64(end - at, PROBE_SIZE);
		ssize_t count = memory_read(probe->memory, at, probe->buffer, wanted);
		uint64_t hole;

		if (count < 0)
			return (int)count;
		at += (uint64_t)count;
		if ((size_t)count == wanted)
			continue;
		r = add_present(probe, range, start, at);
		hole = min_u64(end - at, SMALLEST_PAGE - at % SMALLEST_PAGE);
		probe->missing += hole;
		at += hole;
		start = at;
	}
	return r < 0 ? r : add_present(probe, range, start, at);
}

int memory_holes_leave_out(struct memory_plan *plan, struct memory_reader *memory,
			   uint64_t *ret_missing)
{
	_cleanup_free_ uint8_t *buffer = malloc(PROBE_SIZE);
	struct probe probe = { .memory = memory, .present = MEMORY_PLAN_INIT, .buffer = buffer };
	int r = buffer ? 0 : -ENOMEM;

	for (size_t i = 0; i < plan->n_ranges && r == 0; i++)
		r = probe_range(&probe, &plan->ranges[i]);
	if (r == 0 || r == -E2BIG) {
		int settled = memory_plan_settle(&probe.present);

		r = settled < 0 ? settled : r;
	}
	if (r < 0 && r != -E2BIG) {
		memory_plan_done(&probe.present);
		return r;
	}
	probe.present.next_order = plan->next_order;
	memory_plan_done(plan);
	*plan = probe.present;
	*ret_missing = probe.missing;
	return r;
}
