/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/forward_pass.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/capture/auxv.h"
#include "lib/elf/core/passing_memory.h"

/* Wants at most limit bytes of the mapping's start, and at most *budget, which it is taken from. */
static void want_start(const struct memory_wishes *wishes, const struct capture_mapping *mapping,
		       uint64_t limit, uint64_t *budget)
{
	const struct core_segment *segment = core_head_find_segment(wishes->head, mapping->start);
	uint64_t held =
		segment ? saturating_sub_u64(saturating_add_u64(segment->start, segment->file_size),
					     mapping->start)
			: 0;
	uint64_t size = min_u64(min_u64(held, mapping->end - mapping->start), limit);

	if (size > *budget)
		return;
	*budget -= size;
	memory_wishes_add(wishes, mapping->start, size, MEMORY_OTHER);
}

static void want_vdso(const struct memory_wishes *wishes)
{
	const struct crash_capture *capture = wishes->capture;
	uint64_t address, budget = LIMIT_PASSING_DATA;
	const struct capture_mapping *mapping;

	if (!auxv_find(capture->texts[TEXT_auxv], capture->elf_class, AT_SYSINFO_EHDR, &address))
		return;
	mapping = crash_capture_find_mapping(capture, address);
	if (mapping)
		want_start(wishes, mapping, LIMIT_PASSING_DATA, &budget);
}

/*
 * ELF headers lie at the start of files; what the dynamic linker keeps lies in data, and in what
 * was data until it was protected.
 */
static void want_images(const struct memory_wishes *wishes)
{
	const struct crash_capture *capture = wishes->capture;
	uint64_t header_budget = BUDGET_PASSING_HEADERS, data_budget = BUDGET_PASSING_DATA;

	for (size_t i = 0; i < capture->n_mappings; i++) {
		const struct capture_mapping *mapping = &capture->mappings[i];

		if (!(mapping->flags & MAPPING_WRITE) && mapping->file_offset == 0)
			want_start(wishes, mapping, LIMIT_MODULE_HEADER, &header_budget);
		else if (!(mapping->flags & MAPPING_EXEC))
			want_start(wishes, mapping, LIMIT_PASSING_DATA, &data_budget);
	}
}

static int take(const struct memory_wishes *wishes, struct core_stream *stream,
		struct memory_snapshot *snapshot)
{
	_cleanup_(memory_plan_done) struct memory_plan ordered = MEMORY_PLAN_INIT;
	struct memory_plan *plan = &wishes->capture->memory;
	struct passing_memory memory;
	int r = memory_plan_settle(plan);

	if (r == 0)
		r = passing_memory_order(wishes->head, plan, &ordered);
	if (r == 0)
		r = memory_snapshot_init(snapshot, BUDGET_PASSING_MEMORY);
	if (r < 0)
		return r;
	passing_memory_init(&memory, wishes->head, stream);
	(void)memory_snapshot_take(snapshot, &memory.reader, &ordered, 0, ordered.n_ranges);
	return memory.error;
}

/* What is wanted on trial: the same that a plan with all memory at hand would want, and more. */
static void want(const struct memory_wishes *wishes)
{
	if (wishes->capture->n_threads > 0)
		memory_wishes_add_crashing_stack(wishes);
	memory_wishes_add_instructions(wishes);
	want_vdso(wishes);
	memory_wishes_add_stacks(wishes);
	memory_wishes_add_registers(wishes);
	want_images(wishes);
}

int forward_pass_take(const struct memory_wishes *wishes, struct core_stream *stream,
		      struct memory_snapshot *ret_snapshot)
{
	struct crash_capture *capture = wishes->capture;
	_cleanup_free_ struct soft_errors *errors = malloc(sizeof(*errors));
	struct memory_plan plan = capture->memory;
	int r;

	if (!errors)
		return -ENOMEM;
	memcpy(errors, &capture->soft_errors, sizeof(*errors));
	capture->memory = MEMORY_PLAN_INIT;
	want(wishes);
	r = take(wishes, stream, ret_snapshot);
	memory_plan_done(&capture->memory);
	capture->memory = plan;
	memcpy(&capture->soft_errors, errors, sizeof(*errors));
	return r;
}
