/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the core's head to commit point 1. */
#include <errno.h>
#include <unistd.h>

#include "collector/dontdump.h"
#include "collector/handover.h"
#include "collector/identity.h"
#include "collector/passing_capture.h"
#include "collector/victim_texts.h"
#include "collector/worker_state.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_passing.h"
#include "lib/capture/proc_maps.h"
#include "lib/idump/idump_sections.h"

#define SMAPS_TIME (20 * NS_PER_MS)

/* Without a supervisor there is nothing to do but to let the process go, which ending does. */
void worker_receive_victim(struct worker *worker)
{
	int r;

	if (worker->has_victim)
		return;
	worker->has_victim = true;
	worker_wait_for_supervisor(worker);
	r = handover_receive_victim(worker->task->socket_fd, worker->victim, worker->capture);
	if (r == -ECONNRESET)
		_exit(EXIT_FAILURE);
	if (r < 0)
		soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_unreadable, "facts", r);
}

void worker_bind_proc_to_core(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;

	victim_texts_read(worker->victim, TEXT_auxv, &worker->scratch, capture);
	victim_texts_read_rest(worker->victim, TEXT_maps, &worker->maps, capture);
	capture->identity_verified = identity_matches(capture, worker->threads.auxv);
	if (!capture->identity_verified) {
		if (!identity_still_holds(worker->victim->pidfd))
			worker_victim_is_gone(worker);
		identity_discard_proc(capture);
		capture->texts[TEXT_auxv] = worker->threads.auxv;
		passing_capture_map(&worker->threads);
	} else if (proc_maps_parse(capture, capture->texts[TEXT_maps]) < 0) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_no_memory, "maps", ENOMEM);
	}
	live_memory_init(&worker->memory, capture->identity_verified ? worker->victim->mem : NO_FD,
			 worker->hold);
	memory_wishes_init(&worker->wishes, capture, &worker->head);
	allowed_memory_init(&worker->allowed, &worker->memory.reader, &worker->wishes.permit);
}

/* A coredump_filter that excludes even stacks hides what the program itself excluded. */
static void look_behind_filter(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;
	struct memory_permit *permit = &worker->wishes.permit;
	uint64_t sp = capture->threads[0].stack_pointer, until = 0;

	if (!memory_permit_needs_marks(permit, sp))
		return;
	if (worker->victim->smaps >= 0)
		until = dontdump_mark(worker->victim->smaps, deadline_in(SMAPS_TIME), capture);
	if (capture->n_mappings > 0 && until < capture->mappings[capture->n_mappings - 1].end)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_excluded_memory,
				"coredump_filter", 0);
	memory_permit_use_marks(permit, until, sp);
}

/* The dump's file, as soon as the supervisor has made it; there is none if it cannot. */
static void start_dump(struct worker *worker)
{
	int fd;

	worker_wait_for_supervisor(worker);
	if (fd_receive(worker->task->socket_fd, &fd, 1) < 0)
		_exit(EXIT_FAILURE);
	(void)idump_writer_init(&worker->dump, fd, worker->capture->id);
	worker->dump.in_a_hurry = true;
}

void worker_commit_subject(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;
	struct soft_errors *errors = &capture->soft_errors;
	struct memory_reader *memory;

	if (capture->n_threads > 0 && capture->threads[0].registers.prstatus.size > 0) {
		if (passing_capture_is_needed(capture)) {
			memory_wishes_place_crashing_stack(&worker->wishes);
		} else {
			look_behind_filter(worker);
			memory_wishes_add_crashing_stack(&worker->wishes);
			(void)memory_plan_settle(&capture->memory);
			memory_plan_sort_by_priority(&capture->memory);
		}
		worker_cut_memory(worker);
		worker->n_committed = 1;
	}
	start_dump(worker);
	worker_redact_registers(worker);
	idump_write_subject(&worker->dump, capture);
	idump_write_threads(&worker->dump, capture, 0, worker->n_committed);
	memory = worker_sanitize(worker, &worker->allowed.reader);
	for (size_t i = 0; i < capture->memory.n_ranges; i++)
		idump_write_memory(&worker->dump, memory, &capture->memory.ranges[i], errors);
	worker->n_memory_written = capture->memory.n_ranges;
	(void)idump_writer_flush(&worker->dump);
	worker_report(worker, STAGE_COMMITTED, worker->dump.error);
}
