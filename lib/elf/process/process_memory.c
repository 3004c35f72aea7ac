/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/process_memory.h"

#include <errno.h>

#include "lib/elf/process/loader.h"
#include "lib/elf/process/modules.h"
#include "lib/elf/process/signal_frames.h"

/* Ranges beyond the budget for all are left out, the least important first. */
static void cut_memory(struct crash_capture *capture)
{
	struct memory_plan *plan = &capture->memory;
	uint64_t bytes = 0, total = memory_plan_bytes(plan);
	size_t kept = 0;

	while (kept < plan->n_ranges && bytes + plan->ranges[kept].size <= BUDGET_ALL_MEMORY)
		bytes += plan->ranges[kept++].size;
	plan->n_ranges = kept;
	if (bytes < total)
		soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_too_large, "memory", E2BIG,
				      total - bytes);
}

void process_memory_plan(const struct memory_wishes *wishes, struct memory_reader *memory)
{
	struct crash_capture *capture = wishes->capture;
	struct bytes auxv = capture->texts[TEXT_auxv];
	struct loader_account account;

	signal_frames_want_interrupted(wishes, memory);
	memory_wishes_add_instructions(wishes);
	loader_read(wishes, memory, auxv, &account);
	modules_find(wishes, memory, auxv, &account);
	memory_wishes_add_stacks(wishes);
	memory_wishes_add_registers(wishes);
	if (memory_plan_settle(&capture->memory) < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_no_memory, "memory plan", ENOMEM);
	memory_plan_sort_by_priority(&capture->memory);
	cut_memory(capture);
}
