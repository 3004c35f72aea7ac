/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the owner's rules keep out of the report. All of it is left out before it is written. */
#include <errno.h>

#include "collector/victim_texts.h"
#include "collector/worker_state.h"
#include "lib/base/cleanup.h"
#include "lib/elf/core/core_process.h"
#include "lib/policy/command_line.h"

void worker_start_redaction(struct worker *worker)
{
	if (worker->decision->sanitize_stacks)
		soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_policy, "sanitize-stacks",
				0);
	if (!policy_redacts_arguments(worker->decision))
		return;
	core_process_hide_arguments(worker->capture);
	memory_permit_hide_arguments(&worker->wishes.permit);
}

/* Vector registers hold pieces of strings: the C library compares and copies by them. */
void worker_redact_registers(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;

	if (!worker->decision->sanitize_stacks && !policy_redacts_arguments(worker->decision))
		return;
	for (size_t i = 0; i < capture->n_threads; i++)
		capture->threads[i].registers.fpregs = capture->threads[i].registers.xstate =
			BYTES_NONE;
}

static void redact_command_line(struct worker *worker)
{
	_cleanup_(byte_buffer_done) struct byte_buffer kept = BYTE_BUFFER_INIT;
	struct crash_capture *capture = worker->capture;
	struct bytes text = capture->texts[TEXT_cmdline];
	const uint8_t *copy = NULL;

	capture->texts[TEXT_cmdline] = BYTES_NONE;
	policy_redact_command_line(worker->decision, text, &kept);
	if (kept.size == 0 && byte_buffer_error(&kept) == 0)
		return;
	if (byte_buffer_error(&kept) == 0)
		copy = pool_copy(&capture->pool, kept.data, kept.size);
	if (copy)
		capture->texts[TEXT_cmdline] = bytes_of(copy, kept.size);
	else
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_no_memory, "cmdline", ENOMEM);
}

void worker_redact_texts(struct worker *worker)
{
	victim_texts_filter_environ(worker->capture, worker->decision->environment);
	if (policy_redacts_arguments(worker->decision))
		redact_command_line(worker);
}

struct memory_reader *worker_sanitize(struct worker *worker, struct memory_reader *memory)
{
	struct crash_capture *capture = worker->capture;

	if (!worker->decision->sanitize_stacks)
		return memory;
	sanitized_memory_done(&worker->sanitized);
	if (sanitized_memory_init(&worker->sanitized, memory, capture) < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_no_memory, "sanitize-stacks",
				ENOMEM);
	return &worker->sanitized.reader;
}

void worker_sanitize_plan(struct worker *worker)
{
	if (worker->decision->sanitize_stacks)
		sanitized_memory_choose(worker->capture);
}
