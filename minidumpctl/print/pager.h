/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that shows long text on a terminal page by page. */
#pragma once

#include <sys/types.h>

struct pager {
	pid_t pid; /* 0: none runs */
};

#define PAGER_INIT ((struct pager){ .pid = 0 })

/*
 * Starts a pager if stdout is a terminal, and makes stdout its input: what PAGER names, or less(1),
 * which quits by itself if everything fits on one screen. PAGER empty or "cat" means none. A caller
 * with more rights than the user (sudo, set-user-id) gets less in its secure mode only, whatever
 * PAGER says: what a pager may be told to run would have these rights. Where no pager can be
 * started text goes to the terminal.
 */
void pager_start(struct pager *pager);

/* Ends the text and waits until the user has read it. */
void pager_finish(struct pager *pager);
