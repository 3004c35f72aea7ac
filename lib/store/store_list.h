/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which reports a store holds, from the names of its files alone: none is opened. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/store/report_index.h"
#include "lib/store/store.h"

/* How far a report has come. One that is found in two places has the later state. */
enum report_state {
	REPORT_WRITING,	  /* spool/ID.idump.part: its collector is at work, or died */
	REPORT_SPOOLED,	  /* spool/ID.idump: waits for the converter */
	REPORT_PENDING,	  /* pending/ID.extra */
	REPORT_SUBMITTED, /* submitted/ID.extra */
	REPORT_STATE_END_
};

struct store_report {
	char id[REPORT_ID_SIZE];
	enum report_state state;
	bool has_minidump; /* its .dmp lies beside the .extra */
};

struct store_list {
	struct store_report *reports; /* newest first */
	size_t n_reports;
};

#define STORE_LIST_INIT ((struct store_list){ .reports = NULL })

/*
 * Reads the directories. What is no report's file is ignored, a .dmp without .extra too. Returns 0;
 * -EACCES if pending/ may not be listed by the caller; or another errno. Directories other than
 * pending/ that cannot be listed count as empty.
 */
int store_list_read(const struct store *store, struct store_list *ret_list);
/* Those of the spool alone. */
int store_list_read_spool(const struct store *store, struct store_list *ret_list);
void store_list_done(struct store_list *list);

/*
 * Those reports of an index whose .extra is there, without a listing of the directories: for who
 * may not list them. Returns 0 or a negative errno.
 */
int store_list_of_index(const struct store *store, const struct report_index *index,
			struct store_list *ret_list);

/* "writing", "spooled", "pending", "submitted". */
const char *report_state_name(enum report_state state);

/* One report by its id, without a listing. Returns 0, -ENOENT, or another errno. */
int store_find(const struct store *store, const char *id, struct store_report *ret_report);
