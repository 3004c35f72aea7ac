/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deleting all files of one report. */
#pragma once

#include <stddef.h>

#include "lib/store/store.h"

/* An .idump, its .part, one set aside, and an .extra and a .dmp in two directories. */
#define DELETION_FILES_MAX 7

struct deletion {
	char *deleted[DELETION_FILES_MAX]; /* absolute paths */
	size_t n_deleted;
	char *failed; /* the path that could not be deleted, or NULL */
};

#define DELETION_INIT ((struct deletion){ .n_deleted = 0 })

/*
 * Deletes what there is of the report, so that it never half exists: first its intermediate dump
 * (which would be converted again), then the .extra (its commit mark), then the .dmp. Returns 0;
 * -EWOULDBLOCK if the collector or the converter is at work on it, and nothing was deleted; or
 * another errno. What was deleted is told in any case. deletion_done().
 */
int deletion_run(const struct store *store, const char *id, struct deletion *ret_deletion);

/* Makes deletions durable, where the caller may open the directories: once, after the last one. */
void deletion_sync(const struct store *store);

void deletion_done(struct deletion *deletion);
