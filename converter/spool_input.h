/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Taking one intermediate dump from the spool, so that nobody else works on it. */
#pragma once

#include <stdbool.h>

#include "lib/base/cleanup.h"
#include "lib/store/store.h"

struct spool_input {
	int fd; /* holds the lock */
	char id[REPORT_ID_SIZE];
	char name[STORE_NAME_SIZE]; /* "ID.idump" */
};

#define SPOOL_INPUT_INIT ((struct spool_input){ .fd = NO_FD })

/* True for "ID.idump" and "ID.idump.part"; *ret_id is set then. */
bool spool_input_is_named(const char *name, char ret_id[REPORT_ID_SIZE]);

/*
 * Opens and locks the dump that has this name. One whose writer died before it was complete is
 * renamed to its final name. Returns 0; -EWOULDBLOCK if somebody works on it; -ENOENT if it is gone
 * or another file by now; or another negative errno.
 */
int spool_input_take(int spool_fd, const char *name, struct spool_input *ret_input);

void spool_input_done(struct spool_input *input);
