/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/worker.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "collector/dontdump.h"
#include "collector/facts.h"
#include "collector/handover.h"
#include "collector/identity.h"
#include "collector/live_memory.h"
#include "collector/owner_access.h"
#include "collector/passing_capture.h"
#include "collector/privileges.h"
#include "collector/thread_names.h"
#include "collector/victim_texts.h"
#include "collector/worker_report.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/base/fd_passing.h"
#include "lib/capture/memory_snapshot.h"
#include "lib/capture/proc_maps.h"
#include "lib/elf/core/core_threads.h"
#include "lib/elf/process/allowed_memory.h"
#include "lib/elf/process/memory_wishes.h"
#include "lib/elf/process/process_memory.h"
#include "lib/idump/idump_sections.h"

/* The arena for memory: what the budgets of up to 100 threads come to, and of more. */
#define ARENA_SMALL		(5 * MIB)
#define ARENA_LARGE		(20 * MIB)
#define ARENA_SMALL_MAX_THREADS 100U

/* Of the core's head, from which on it is worth to read other files meanwhile. */
#define LARGE_HEAD (128 * KIB)

#define SMAPS_TIME (20 * NS_PER_MS)

#define NICE_AFTER_HANG_UP 19
#define VICTIM_END_MS	   200

struct worker {
	const struct worker_task *task;
	struct victim *victim;
	struct crash_capture *capture;
	struct core_stream stream;
	struct core_head head;
	struct core_threads threads;
	struct live_memory memory;
	struct allowed_memory allowed; /* of memory */
	struct memory_wishes wishes;
	struct memory_snapshot snapshot;
	size_t n_committed; /* threads that are in the file */
	size_t n_memory_written;
	struct crash_capture facts, machine; /* what the supervisor copied of both */
	bool has_victim;		     /* its files were handed over */
	struct byte_buffer maps;	     /* as much as was read of it */
	struct byte_buffer scratch;	     /* to read texts into */
	struct idump_writer dump;
};

static void report(struct worker *worker, enum worker_stage stage, int status)
{
	const struct crash_capture *capture = worker->capture;
	struct worker_report message = {
		.stage = stage,
		.status = status,
		.written = worker->dump.written,
		.signal = capture->fatal.signal,
		.code = capture->fatal.code,
	};

	(void)fd_write_full(worker->task->socket_fd, &message, sizeof(message));
}

/* An error while reading the core's head, as a soft error. */
static void core_fails(struct worker *worker, const char *subject, int error)
{
	enum soft_error_code code = SOFT_ERROR_core_head_invalid;

	if (error == -ENODATA)
		code = SOFT_ERROR_core_head_truncated;
	else if (error == -ETIMEDOUT)
		code = SOFT_ERROR_core_head_timeout;
	else if (error == -ENOMEM)
		code = SOFT_ERROR_no_memory;
	else if (error == -E2BIG)
		code = SOFT_ERROR_too_large;
	worker->capture->complete = false;
	soft_errors_add(&worker->capture->soft_errors, code, subject, error);
}

/*
 * The supervisor may hang where the worker cannot: in the spool's file system, for instance. Nobody
 * waits for that beyond the hold deadline but this process.
 */
static void wait_for_supervisor(struct worker *worker)
{
	struct pollfd fd = { .fd = worker->task->socket_fd, .events = POLLIN };

	if (worker->victim->in < 0 || poll(&fd, 1, deadline_left_ms(worker->task->hold)) != 0)
		return;
	victim_hang_up(worker->victim);
	worker->capture->complete = false;
	soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_deadline, "supervisor",
			ETIMEDOUT);
	report(worker, STAGE_HUNG_UP, 0);
}

/* Without a supervisor there is nothing to do but to let the process go, which ending does. */
static void receive_victim(struct worker *worker)
{
	int r;

	if (worker->has_victim)
		return;
	worker->has_victim = true;
	wait_for_supervisor(worker);
	r = handover_receive_victim(worker->task->socket_fd, worker->victim, worker->capture);
	if (r == -ECONNRESET)
		_exit(EXIT_FAILURE);
	if (r < 0)
		soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_unreadable, "facts", r);
}

/*
 * With tens of thousands of mappings, the kernel takes as long to write the head, a few bytes at a
 * time, as to print the mappings: so one is done while the other is waited for.
 */
static bool read_maps_ahead(void *userdata)
{
	struct worker *worker = userdata;
	struct pollfd fd = { .fd = worker->task->socket_fd, .events = POLLIN };

	if (worker->stream.offset < LARGE_HEAD)
		return false;
	if (!worker->has_victim && poll(&fd, 1, 0) <= 0)
		return false;
	receive_victim(worker);
	return victim_texts_read_ahead(worker->victim, TEXT_maps, &worker->maps);
}

static void read_core_head(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;
	int r;

	core_stream_init(&worker->stream, worker->victim->in, worker->task->hold);
	worker->stream.while_waiting = read_maps_ahead;
	worker->stream.userdata = worker;
	r = core_head_read(&worker->stream, &capture->pool, &worker->head);
	capture->machine = worker->head.machine;
	capture->elf_class = worker->head.elf_class;
	core_threads_init(&worker->threads, &worker->head, &worker->stream, capture);
	if (r == 0)
		r = core_threads_read_crashing(&worker->threads);
	if (r < 0)
		core_fails(worker, "head", r);
	else if (!worker->head.registers)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unsupported, "machine", ENOSYS);
}

static void victim_is_gone(struct worker *worker)
{
	worker->capture->complete = false;
	soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_victim_gone, "process", ESRCH);
}

/* After this, /proc is known to be the process on stdin, or nothing of it is left. */
static void bind_proc_to_core(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;

	victim_texts_read(worker->victim, TEXT_auxv, &worker->scratch, capture);
	victim_texts_read_rest(worker->victim, TEXT_maps, &worker->maps, capture);
	capture->identity_verified = identity_matches(capture, worker->threads.auxv);
	if (!capture->identity_verified) {
		if (!identity_still_holds(worker->victim->pidfd))
			victim_is_gone(worker);
		identity_discard_proc(capture);
		capture->texts[TEXT_auxv] = worker->threads.auxv;
		passing_capture_map(&worker->threads);
	} else if (proc_maps_parse(capture, capture->texts[TEXT_maps]) < 0) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_no_memory, "maps", ENOMEM);
	}
	live_memory_init(&worker->memory, capture->identity_verified ? worker->victim->mem : NO_FD,
			 worker->task->hold);
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

	wait_for_supervisor(worker);
	if (fd_receive(worker->task->socket_fd, &fd, 1) < 0)
		_exit(EXIT_FAILURE);
	(void)idump_writer_init(&worker->dump, fd, worker->capture->id);
	worker->dump.in_a_hurry = true;
}

/* Commit point 1: from here on, whatever happens, it is known who died and how. */
static void commit_subject(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;
	struct soft_errors *errors = &capture->soft_errors;

	if (capture->n_threads > 0 && capture->threads[0].registers.prstatus.size > 0) {
		if (!passing_capture_is_needed(capture)) {
			look_behind_filter(worker);
			memory_wishes_add_crashing_stack(&worker->wishes);
			(void)memory_plan_settle(&capture->memory);
			memory_plan_sort_by_priority(&capture->memory);
		}
		worker->n_committed = 1;
	}
	start_dump(worker);
	idump_write_subject(&worker->dump, capture);
	idump_write_threads(&worker->dump, capture, 0, worker->n_committed);
	for (size_t i = 0; i < capture->memory.n_ranges; i++)
		idump_write_memory(&worker->dump, &worker->allowed.reader,
				   &capture->memory.ranges[i], errors);
	worker->n_memory_written = capture->memory.n_ranges;
	(void)idump_writer_flush(&worker->dump);
	report(worker, STAGE_COMMITTED, worker->dump.error);
}

/*
 * The supervisor holds a slot, or has found none in time. If it has died, there is nobody to wait
 * for.
 */
static bool may_capture_rest(struct worker *worker)
{
	enum capture_permit permit = CAPTURE_WHOLE;

	wait_for_supervisor(worker);
	(void)handover_receive_permit(worker->task->socket_fd, &permit);
	if (permit == CAPTURE_WHOLE)
		return true;
	worker->capture->complete = false;
	soft_errors_add(&worker->capture->soft_errors, SOFT_ERROR_no_slot, "slots", EAGAIN);
	return false;
}

static void read_siblings(struct worker *worker)
{
	int r;

	if (worker->n_committed == 0)
		return;
	r = core_threads_read_siblings(&worker->threads);
	if (r < 0)
		core_fails(worker, "threads", r);
}

static void write_memory(struct worker *worker, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		idump_write_memory(&worker->dump, &worker->snapshot.reader,
				   &worker->capture->memory.ranges[i],
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
		if (next == plan->n_ranges || deadline_passed(worker->task->hold))
			break;
		write_memory(worker, first, next);
		first = next;
	}
	if (next < plan->n_ranges) {
		worker->capture->complete = false;
		soft_errors_add_count(&worker->capture->soft_errors, SOFT_ERROR_deadline, "memory",
				      ETIMEDOUT, plan->n_ranges - next);
	}
	return first;
}

/* From /proc, or else from what follows the notes. Returns the first range that was copied. */
static size_t take_memory(struct worker *worker)
{
	if (passing_capture_is_needed(worker->capture)) {
		passing_capture_take(&worker->threads, &worker->wishes, &worker->snapshot);
		return 0;
	}
	process_memory_plan(&worker->wishes, &worker->allowed.reader);
	return copy_memory(worker);
}

/* The supervisor has copied the rest by now, or is about to. */
static void receive_facts(struct worker *worker)
{
	struct crash_capture *capture = worker->capture, *facts = &worker->facts;
	int r;

	crash_capture_init(facts);
	wait_for_supervisor(worker);
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
	victim_is_gone(worker);
}

/* Everything that needs the process alive. Returns the first range of the copied memory. */
static size_t capture_rest(struct worker *worker)
{
	size_t first_copied;

	if (!may_capture_rest(worker)) {
		check_identity_again(worker);
		return worker->capture->memory.n_ranges;
	}
	read_siblings(worker);
	if (worker->capture->identity_verified)
		victim_texts_read_process(worker->victim, &worker->scratch, worker->capture);
	first_copied = take_memory(worker);
	receive_facts(worker);
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
	report(worker, STAGE_HUNG_UP, 0);
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

	victim_texts_filter_environ(capture);
	idump_write_text(dump, capture, TEXT_maps);
	idump_write_modules(dump, capture);
	idump_write_threads(dump, capture, worker->n_committed, capture->n_threads);
	write_memory(worker, first_copied, capture->memory.n_ranges);
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

_Noreturn void worker_run(const struct worker_task *task)
{
	/* The worker ends with the process: nothing of it is released. */
	struct worker *worker = calloc(1, sizeof(*worker));
	size_t first_copied;
	int r;

	if (!worker)
		_exit(EXIT_FAILURE);
	worker->task = task;
	worker->victim = task->victim;
	worker->capture = task->capture;
	worker->capture->complete = true;
	(void)alarm(task->alarm_seconds);
	r = privileges_drop(task->uid, task->gid);
	if (r < 0) {
		report(worker, STAGE_STARTED, r);
		_exit(EXIT_FAILURE);
	}
	read_core_head(worker);
	receive_victim(worker);
	bind_proc_to_core(worker);
	commit_subject(worker);
	first_copied = capture_rest(worker);
	hang_up(worker);
	receive_machine_facts(worker);
	r = write_rest(worker, first_copied);
	report(worker, STAGE_FINISHED, r);
	_exit(r < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}
