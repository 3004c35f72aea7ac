/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which memory is wanted, and getting it out of the process. */
#include <errno.h>

#include "collector/passing_capture.h"
#include "collector/worker_state.h"
#include "lib/base/checked_math.h"
#include "lib/elf/process/process_memory.h"
#include "lib/idump/idump_sections.h"

/* The arena for memory: what the budgets of up to 100 threads come to, and of more. */
#define ARENA_SMALL		(5 * MIB)
#define ARENA_LARGE		(20 * MIB)
#define ARENA_SMALL_MAX_THREADS 100U

void worker_cut_memory(struct worker *worker)
{
	struct memory_plan *plan = &worker->capture->memory;
	uint64_t left = worker->decision->memory, total = memory_plan_bytes(plan);
	size_t kept = 0;

	while (kept < plan->n_ranges && left > 0) {
		struct memory_range *range = &plan->ranges[kept++];

		range->size = min_u64(range->size, left);
		left -= range->size;
	}
	plan->n_ranges = kept;
	total -= worker->decision->memory - left;
	if (total > 0)
		soft_errors_add_count(&worker->capture->soft_errors, SOFT_ERROR_too_large, "memory",
				      E2BIG, total);
}

void worker_write_memory(struct worker *worker, size_t first, size_t end)
{
	struct memory_reader *memory = worker_sanitize(worker, &worker->snapshot.reader);

	for (size_t i = first; i < end; i++)
		idump_write_memory(&worker->dump, memory, &worker->capture->memory.ranges[i],
				   &worker->capture->soft_errors);
}

/*
 * Copies the memory that is not in the file yet. What does not fit into the arena is written while
 * the process is still held; the last turn stays in the arena. Returns its first range.
 */
static size_t copy_memory(struct worker *worker)
{
	const struct memory_plan *plan = &worker->capture->memory;
	bool is_small = worker->capture->n_threads <= ARENA_SMALL_MAX_THREADS;
	size_t first = worker->n_memory_written, next = first;

	if (memory_snapshot_init(&worker->snapshot, is_small ? ARENA_SMALL : ARENA_LARGE) < 0) {
		soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_no_memory, "arena",
				ENOMEM);
		return plan->n_ranges;
	}
	for (;;) {
		next = memory_snapshot_take(&worker->snapshot, &worker->allowed.reader, plan, first,
					    plan->n_ranges);
		if (next == plan->n_ranges || deadline_passed(worker->hold))
			break;
		worker_write_memory(worker, first, next);
		first = next;
	}
	if (next < plan->n_ranges) {
		worker->capture->complete = false;
		soft_errors_add_count(&worker->capture->soft_errors, SOFT_ERROR_deadline, "memory",
				      ETIMEDOUT, plan->n_ranges - next);
	}
	return first;
}

size_t worker_take_memory(struct worker *worker)
{
	if (passing_capture_is_needed(worker->capture)) {
		passing_capture_take(&worker->threads, &worker->wishes, &worker->snapshot);
		worker_sanitize_plan(worker);
		worker_cut_memory(worker);
		return 0;
	}
	process_memory_plan(&worker->wishes, &worker->allowed.reader);
	worker_sanitize_plan(worker);
	worker_cut_memory(worker);
	return copy_memory(worker);
}
