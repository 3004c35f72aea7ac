/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/victim.h"

#include <unistd.h>

#include "lib/base/cleanup.h"

void victim_init(struct victim *victim)
{
	*victim = (struct victim){
		.in = NO_FD,
		.pidfd = NO_FD,
		.proc = NO_FD,
		.task = NO_FD,
		.mem = NO_FD,
		.smaps = NO_FD,
	};
	for (size_t i = 0; i < TEXT_END_; i++)
		victim->texts[i] = NO_FD;
}

static void close_once(int *fd)
{
	cleanup_close(fd);
	*fd = NO_FD;
}

void victim_hang_up(struct victim *victim)
{
	/* Descriptor 0 stays taken, so that nothing else is mistaken for standard input. */
	if (victim->in == STDIN_FILENO && dup2(STDOUT_FILENO, STDIN_FILENO) == STDIN_FILENO)
		victim->in = NO_FD;
	close_once(&victim->in);
}

void victim_let_go(struct victim *victim)
{
	victim_hang_up(victim);
	close_once(&victim->pidfd);
	close_once(&victim->proc);
	close_once(&victim->task);
	close_once(&victim->mem);
	close_once(&victim->smaps);
	for (size_t i = 0; i < TEXT_END_; i++)
		close_once(&victim->texts[i]);
}
