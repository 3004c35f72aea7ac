/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of names of intermediate dumps in the spool. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/store/store.h"

struct spool_names {
	char (*names)[STORE_NAME_SIZE];
	size_t n_names;
	size_t capacity;
};

#define SPOOL_NAMES_INIT ((struct spool_names){ .names = NULL })

void spool_names_done(struct spool_names *list);

/* Returns 0 or -ENOMEM. */
int spool_names_add(struct spool_names *list, const char *name);

/* Adds what is in the spool now and not in except, oldest crash first. 0 or a negative errno. */
int spool_names_scan(struct spool_names *list, int spool_fd, const struct spool_names *except);
