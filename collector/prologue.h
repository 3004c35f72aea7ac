/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must be done with privileges: opens everything that leads to the dying process and copies
 * what the kernel checks again at each read. Nothing is interpreted: numbers are the kernel's, and
 * all other bytes are only copied.
 */
#pragma once

#include "collector/victim.h"

/*
 * Puts /dev/null on descriptors 1 and 2, which the kernel leaves closed, and on 0 if it is closed.
 */
void prologue_open_stdio(void);

/* Parses argv: who died, as the kernel says it. Takes the clocks. */
void prologue_read_arguments(int argc, char **argv, struct victim *ret_victim,
			     struct crash_capture *capture);

/*
 * Opens the process's files, and copies what must be known first: stat and the links. What cannot
 * be had is a soft error.
 */
void prologue_open_victim(struct victim *victim, struct crash_capture *facts);

/* Copies descriptors, thread names and the other texts that only root may read. */
void prologue_copy_facts(const struct victim *victim, struct crash_capture *facts);
