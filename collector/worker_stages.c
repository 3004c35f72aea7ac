/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/worker_stages.h"

#include <errno.h>
#include <poll.h>

#include "lib/base/fd_io.h"

void supervisor_fail(struct supervisor *supervisor, const char *failure, int error)
{
	if (supervisor->failure)
		return;
	supervisor->failure = failure;
	supervisor->failure_error = error < 0 ? -error : error;
}

/*
 * Takes the next report. What a worker that ended had said is still there, but its end comes first
 * if it had not taken all that was sent to it (unix(7): ECONNRESET).
 */
static bool take_report(int socket_fd, struct worker_report *ret_report)
{
	ssize_t size = fd_read_some(socket_fd, ret_report, sizeof(*ret_report));

	if (size == -ECONNRESET)
		size = fd_read_some(socket_fd, ret_report, sizeof(*ret_report));
	return size == sizeof(*ret_report);
}

bool supervisor_wait_for_stage(struct supervisor *supervisor, enum worker_stage stage,
			       struct deadline deadline)
{
	struct pollfd fd = { .fd = supervisor->socket_fd, .events = POLLIN };

	while (supervisor->last.stage < (uint32_t)stage) {
		struct worker_report message;

		if (poll(&fd, 1, deadline_left_ms(deadline)) == 0 && deadline_passed(deadline)) {
			supervisor_fail(supervisor, "the worker did not meet its deadline",
					ETIMEDOUT);
			return false;
		}
		if (!take_report(fd.fd, &message)) {
			supervisor_fail(supervisor, "the worker died", 0);
			return false;
		}
		supervisor->last = message;
		if (message.stage == STAGE_STARTED)
			supervisor_fail(supervisor, "privileges could not be dropped",
					message.status);
	}
	return true;
}
