/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of the worker: its own, or the one that a deadline makes. */
#include "collector/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/handover.h"
#include "collector/machine_facts.h"
#include "collector/worker_stages.h"

/* Beyond the worker's own deadlines, before it counts as stuck. */
#define DEADLINE_GRACE (NS_PER_SECOND / 2)
/* What a worker may take to end, once it was told to or is done. */
#define ENDING_GRACE_MS 1000

#define NICE_WHILE_WAITING 10

/* True once the worker has ended, or does so within its grace; then it is reaped. */
static bool worker_has_ended(const struct supervisor *supervisor)
{
	struct pollfd fd = { .fd = supervisor->socket_fd }; /* POLLHUP is reported always */

	if (poll(&fd, 1, ENDING_GRACE_MS) == 0)
		return false;
	while (waitpid(supervisor->worker, NULL, 0) < 0 && errno == EINTR)
		;
	return true;
}

/*
 * In a page fault on a dead file system the worker outlives SIGKILL: then nobody waits for it. It
 * still holds the core, and with it the victim, whom only a signal can free then.
 */
static void end_worker(const struct supervisor *supervisor)
{
	(void)kill(supervisor->worker, SIGKILL);
	if (worker_has_ended(supervisor))
		return;
	if (supervisor->last.stage < STAGE_HUNG_UP && supervisor->pidfd >= 0)
		(void)syscall(SYS_pidfd_send_signal, supervisor->pidfd, SIGKILL, NULL, 0);
}

/* Nobody waits for these any more: the victim is gone by now. */
static void send_machine_facts(struct supervisor *supervisor, struct crash_capture *capture)
{
	machine_facts_read(capture);
	if (handover_send_facts(supervisor->socket_fd, capture) < 0)
		(void)shutdown(supervisor->socket_fd, SHUT_WR);
}

/* Waits for the whole of the worker's work. False if it died or was too slow. */
static bool wait_for_work(struct supervisor *supervisor, struct crash_capture *capture)
{
	struct deadline hold = { .at_ns = supervisor->hold.at_ns + DEADLINE_GRACE };
	struct deadline total = deadline_in(supervisor->decision->total_timeout);

	if (!supervisor_wait_for_stage(supervisor, STAGE_HUNG_UP, hold))
		return false;
	if (supervisor_refuses(supervisor))
		return supervisor_wait_for_stage(supervisor, STAGE_FINISHED, hold);
	send_machine_facts(supervisor, capture);
	return supervisor_wait_for_stage(supervisor, STAGE_FINISHED, total);
}

void supervisor_wait(struct supervisor *supervisor, struct crash_capture *capture)
{
	if (supervisor->worker == 0)
		return;
	/* The victim, whom the hang-up wakes, goes first. */
	(void)setpriority(PRIO_PROCESS, 0, NICE_WHILE_WAITING);
	if (!wait_for_work(supervisor, capture) || !worker_has_ended(supervisor))
		end_worker(supervisor);
	cleanup_close(&supervisor->slots_fd);
	if (supervisor->last.stage == STAGE_FINISHED && supervisor->last.status < 0)
		supervisor_fail(supervisor, "the dump could not be written",
				supervisor->last.status);
}
