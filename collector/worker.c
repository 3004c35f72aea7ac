/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/worker.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "collector/facts.h"
#include "collector/handover.h"
#include "collector/identity.h"
#include "collector/owner_access.h"
#include "collector/privileges.h"
#include "collector/thread_names.h"
#include "collector/victim_texts.h"
#include "collector/worker_state.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/idump/idump_sections.h"

#define NICE_AFTER_HANG_UP 19
#define VICTIM_END_MS	   200

void worker_report(struct worker *worker, enum worker_stage stage, int status)
{
	const struct crash_capture *capture = worker->capture;
	struct worker_report message = {
		.stage = stage,
		.status = status,
		.written = worker->dump.written,
		.signal = capture->fatal.signal,
		.code = capture->fatal.code,
		.rule = (uint32_t)worker->decision->number,
		.over_rate = worker->is_over_rate,
	};

	(void)fd_write_full(worker->task->socket_fd, &message, sizeof(message));
}

void worker_wait_for_supervisor(struct worker *worker)
{
	struct pollfd fd = { .fd = worker->task->socket_fd, .events = POLLIN };

	if (worker->victim->in < 0 || poll(&fd, 1, deadline_left_ms(worker->hold)) != 0)
		return;
	victim_hang_up(worker->victim);
	worker->capture->complete = false;
	soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_deadline, "supervisor",
			ETIMEDOUT);
	worker_report(worker, STAGE_HUNG_UP, 0);
}

void worker_victim_is_gone(struct worker *worker)
{
	worker->capture->complete = false;
	soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_victim_gone, "process", ESRCH);
}

/* The supervisor has copied the rest by now, or is about to. */
static void receive_facts(struct worker *worker)
{
	struct crash_capture *capture = worker->capture, *facts = &worker->facts;
	int r;

	crash_capture_init(facts);
	worker_wait_for_supervisor(worker);
	r = handover_receive_facts(worker->task->socket_fd, facts);
	if (r < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, "facts", r);
	/* Of another process nothing is kept, but what the supervisor could not have. */
	if (!capture->identity_verified)
		identity_discard_facts(facts);
	thread_names_apply(capture, facts, worker->threads.ended);
	facts_merge(capture, facts);
}

static void check_identity_again(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;

	if (capture->process.pid == 0 || identity_still_holds(worker->victim->pidfd))
		return;
	capture->identity_verified = false;
	worker_victim_is_gone(worker);
}

/*
 * The supervisor holds a slot, or has found none in time. If it has died, there is nobody to wait
 * for.
 */
static bool may_capture_rest(struct worker *worker)
{
	enum capture_permit permit = CAPTURE_WHOLE;

	worker_wait_for_supervisor(worker);
	(void)handover_receive_permit(worker->task->socket_fd, &permit);
	if (permit == CAPTURE_WHOLE)
		return true;
	worker->capture->complete = false;
	soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_no_slot, "slots", EAGAIN);
	return false;
}

/* Of a small report: what tells who died, once the crashing thread is in the file. */
static void capture_small(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;

	soft_errors_add(&capture->soft_errors, SOFT_ERROR_policy, "small", 0);
	if (!capture->identity_verified)
		return;
	victim_texts_read(worker->victim, TEXT_cmdline, &worker->scratch, capture);
	victim_texts_read(worker->victim, TEXT_status, &worker->scratch, capture);
	victim_texts_read(worker->victim, TEXT_cgroup, &worker->scratch, capture);
}

/* Returns the first range of the copied memory. */
static size_t capture_all(struct worker *worker)
{
	size_t first_copied;

	worker_read_siblings(worker);
	if (worker->capture->identity_verified)
		victim_texts_read_process(worker->victim, &worker->scratch, worker->capture);
	first_copied = worker_take_memory(worker);
	receive_facts(worker);
	return first_copied;
}

/* Everything that needs the process alive. Returns the first range of the copied memory. */
static size_t capture_rest(struct worker *worker)
{
	size_t first_copied = worker->capture->memory.n_ranges;

	if (worker->decision->action == POLICY_SMALL)
		capture_small(worker);
	else if (may_capture_rest(worker))
		first_copied = capture_all(worker);
	check_identity_again(worker);
	worker->capture->readable_by_owner = owner_may_read(worker->capture);
	return first_copied;
}

/*
 * Compressing beside the victim's end would slow that down, where both share a processor's core. So
 * the worker waits for it, but not for long.
 */
static void wait_for_end_of_victim(const struct worker *worker)
{
	struct pollfd fd = { .fd = worker->victim->pidfd, .events = POLLIN };

	if (fd.fd >= 0)
		(void)poll(&fd, 1, VICTIM_END_MS);
}

static void hang_up(struct worker *worker)
{
	/* The victim has to run to its end now, and its service to start again: they go first. */
	(void)setpriority(PRIO_PROCESS, 0, NICE_AFTER_HANG_UP);
	victim_hang_up(worker->victim);
	worker_report(worker, STAGE_HUNG_UP, 0);
	wait_for_end_of_victim(worker);
	worker->memory.fd = NO_FD;
	worker->dump.in_a_hurry = false;
}

/* The machine's facts are the last to come, and nothing of the process may be among them. */
static void receive_machine_facts(struct worker *worker)
{
	crash_capture_init(&worker->machine);
	if (handover_receive_facts(worker->task->socket_fd, &worker->machine) == 0)
		facts_merge(worker->capture, &worker->machine);
}

/* In the order of what a reader can least do without. */
static int write_rest(struct worker *worker, size_t first_copied)
{
	struct crash_capture *capture = worker->capture;
	struct idump_writer *dump = &worker->dump;

	worker_redact_texts(worker);
	worker_redact_registers(worker);
	idump_write_text(dump, capture, TEXT_maps);
	idump_write_modules(dump, capture);
	idump_write_threads(dump, capture, worker->n_committed, capture->n_threads);
	worker_write_memory(worker, first_copied, capture->memory.n_ranges);
	for (size_t i = 0; i < TEXT_END_; i++)
		if (i != TEXT_maps)
			idump_write_text(dump, capture, (enum capture_text)i);
	idump_write_fds(dump, capture);
	idump_write_namespaces(dump, capture);
	idump_write_clocks(dump, capture);
	idump_write_soft_errors(dump, &capture->soft_errors);
	idump_write_identity(dump, capture);
	return idump_writer_flush(dump);
}

/*
 * With rules, nothing of the core is read before it is decided that something shall be. Without,
 * its head is read while the supervisor still opens files.
 */
static void start(struct worker *worker)
{
	if (!worker->task->rules->present)
		worker_read_core_head(worker);
	worker_receive_victim(worker);
	if (!worker->task->rules->present)
		return;
	worker_decide(worker);
	worker_read_core_head(worker);
}

_Noreturn void worker_run(const struct worker_task *task)
{
	/* The worker ends with the process: nothing of it is released. */
	struct worker *worker = calloc(1, sizeof(*worker));
	size_t first_copied;
	int r;

	if (!worker)
		_exit(EXIT_FAILURE);
	worker->task = task;
	worker->decision = &task->rules->standard.decision;
	worker->hold = task->hold;
	worker->victim = task->victim;
	worker->capture = task->capture;
	worker->capture->complete = true;
	(void)alarm(task->alarm_seconds);
	r = privileges_drop(task->uid, task->gid);
	if (r < 0) {
		worker_report(worker, STAGE_STARTED, r);
		_exit(EXIT_FAILURE);
	}
	start(worker);
	worker_bind_proc_to_core(worker);
	worker_start_redaction(worker);
	worker_commit_subject(worker);
	first_copied = capture_rest(worker);
	hang_up(worker);
	receive_machine_facts(worker);
	r = write_rest(worker, first_copied);
	worker_report(worker, STAGE_FINISHED, r);
	_exit(r < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}
