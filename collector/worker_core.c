/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <poll.h>

#include "collector/victim_texts.h"
#include "collector/worker_state.h"

/* Of the core's head, from which on it is worth to read other files meanwhile. */
#define LARGE_HEAD (128 * KIB)

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
	worker_receive_victim(worker);
	return victim_texts_read_ahead(worker->victim, TEXT_maps, &worker->maps);
}

void worker_read_core_head(struct worker *worker)
{
	struct crash_capture *capture = worker->capture;
	int r;

	core_stream_init(&worker->stream, worker->victim->in, worker->hold);
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

void worker_read_siblings(struct worker *worker)
{
	int r;

	if (worker->n_committed == 0)
		return;
	r = core_threads_read_siblings(&worker->threads);
	if (r < 0)
		core_fails(worker, "threads", r);
}
