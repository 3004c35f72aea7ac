/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/passing_capture.h"

#include <errno.h>

#include "lib/elf/core/core_process.h"
#include "lib/elf/process/allowed_memory.h"
#include "lib/elf/process/forward_pass.h"
#include "lib/elf/process/process_memory.h"

bool passing_capture_is_needed(const struct crash_capture *capture)
{
	return !capture->identity_verified ||
	       soft_errors_have(&capture->soft_errors, SOFT_ERROR_unreadable, "mem");
}

void passing_capture_map(const struct core_threads *threads)
{
	struct crash_capture *capture = threads->capture;

	if (threads->head->n_segments > 0 && core_process_map(threads) < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_no_memory, "maps", ENOMEM);
}

static void note_end(struct crash_capture *capture, int error)
{
	enum soft_error_code code = SOFT_ERROR_unreadable;

	if (error == 0)
		return;
	if (error == -ENODATA)
		code = SOFT_ERROR_core_truncated;
	else if (error == -ETIMEDOUT)
		code = SOFT_ERROR_deadline;
	else if (error == -ENOMEM)
		code = SOFT_ERROR_no_memory;
	capture->complete = false;
	soft_errors_add(&capture->soft_errors, code, "core", error);
}

void passing_capture_take(struct core_threads *threads, const struct memory_wishes *wishes,
			  struct memory_snapshot *ret_snapshot)
{
	struct crash_capture *capture = wishes->capture;
	struct allowed_memory allowed;

	*ret_snapshot = MEMORY_SNAPSHOT_INIT;
	if (capture->n_mappings == 0 || capture->n_threads == 0)
		return;
	if (!capture->identity_verified)
		core_process_describe(threads);
	soft_errors_add(&capture->soft_errors, SOFT_ERROR_memory_from_core, "memory", 0);
	note_end(capture, forward_pass_take(wishes, threads->stream, ret_snapshot));
	if (!ret_snapshot->arena)
		return;
	allowed_memory_init(&allowed, &ret_snapshot->reader, &wishes->permit);
	memory_wishes_add_crashing_stack(wishes);
	process_memory_plan(wishes, &allowed.reader);
}
