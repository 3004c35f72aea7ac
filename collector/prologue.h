/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must be done with privileges: opens everything that leads to the dying process and copies
 * what the kernel checks again at each read. Nothing is interpreted: numbers are the kernel's, and
 * all other bytes are only copied.
 */
#pragma once

#include "collector/victim.h"

/* Puts /dev/null on descriptors 1 and 2, which the kernel leaves closed, and on 0 if it is closed. */
void prologue_open_stdio(void);

/* Parses argv, opens the process. What cannot be opened is a soft error of capture. */
void prologue_open_victim(int argc, char **argv, struct victim *ret_victim,
			  struct crash_capture *capture);

/* Copies links, descriptors, thread names and the texts that only root may read. */
void prologue_copy_facts(struct victim *victim, struct crash_capture *capture);
