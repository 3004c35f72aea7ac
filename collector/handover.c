/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/handover.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "collector/facts.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/base/fd_passing.h"

/* The order of the files in the message; mem and smaps come first, the facts last. */
static const enum capture_text passed_texts[] = {
	TEXT_maps,   TEXT_auxv,	  TEXT_environ, TEXT_cmdline,
	TEXT_status, TEXT_limits, TEXT_cgroup,	TEXT_mountinfo,
};

#define N_PASSED_TEXTS (sizeof(passed_texts) / sizeof(passed_texts[0]))
#define FIRST_TEXT     2 /* behind mem and smaps */
#define N_PASSED_FILES (FIRST_TEXT + N_PASSED_TEXTS + 1)

_Static_assert(N_PASSED_FILES <= FD_PASSING_MAX, "all files go into one message");

/* Descriptor 1 is /dev/null. */
static int or_null(int fd)
{
	return fd >= 0 ? fd : STDOUT_FILENO;
}

/* What was handed over is not the sender's any more. */
static void forget(struct crash_capture *facts)
{
	memset(facts->texts, 0, sizeof(facts->texts));
	facts->soft_errors.n_items = 0;
	facts->soft_errors.n_dropped = 0;
	facts->n_namespaces = facts->n_fds = facts->n_threads = 0;
}

int handover_send_victim(int socket_fd, const struct victim *victim, struct crash_capture *facts)
{
	_cleanup_close_ int facts_fd = NO_FD;
	int fds[N_PASSED_FILES], r;

	r = facts_write(facts, &facts_fd);
	if (r < 0)
		return r;
	forget(facts);
	fds[0] = or_null(victim->mem);
	fds[1] = or_null(victim->smaps);
	for (size_t i = 0; i < N_PASSED_TEXTS; i++)
		fds[FIRST_TEXT + i] = or_null(victim->texts[passed_texts[i]]);
	fds[N_PASSED_FILES - 1] = facts_fd;
	return fd_send(socket_fd, fds, N_PASSED_FILES);
}

int handover_receive_victim(int socket_fd, struct victim *victim, struct crash_capture *capture)
{
	_cleanup_close_ int facts_fd = NO_FD;
	int fds[N_PASSED_FILES], r;

	r = fd_receive(socket_fd, fds, N_PASSED_FILES);
	if (r < 0)
		return r;
	victim->mem = fds[0];
	victim->smaps = fds[1];
	for (size_t i = 0; i < N_PASSED_TEXTS; i++)
		victim->texts[passed_texts[i]] = fds[FIRST_TEXT + i];
	facts_fd = fds[N_PASSED_FILES - 1];
	return facts_read(facts_fd, capture);
}

int handover_send_facts(int socket_fd, struct crash_capture *facts)
{
	_cleanup_close_ int fd = NO_FD;
	int r = facts_write(facts, &fd);

	if (r < 0)
		return r;
	forget(facts);
	return fd_send(socket_fd, &fd, 1);
}

int handover_receive_facts(int socket_fd, struct crash_capture *capture)
{
	_cleanup_close_ int fd = NO_FD;
	int r = fd_receive(socket_fd, &fd, 1);

	if (r < 0 || !capture)
		return r;
	return facts_read(fd, capture);
}

int handover_send_permit(int socket_fd, enum capture_permit permit)
{
	const unsigned char message = (unsigned char)permit;

	return fd_write_full(socket_fd, &message, sizeof(message));
}

int handover_receive_permit(int socket_fd, enum capture_permit *ret_permit)
{
	unsigned char message;
	ssize_t count = fd_read_some(socket_fd, &message, sizeof(message));

	if (count < 0)
		return (int)count;
	if (count == 0)
		return -ECONNRESET;
	*ret_permit = message == CAPTURE_SMALL ? CAPTURE_SMALL : CAPTURE_WHOLE;
	return 0;
}
