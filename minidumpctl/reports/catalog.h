/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The store that a call of minidumpctl works on, with its listing, read when it is first needed. */
#pragma once

#include "lib/store/report_index.h"
#include "lib/store/store_list.h"
#include "minidumpctl/dump/symbol_cache.h"
#include "minidumpctl/invocation.h"

struct catalog {
	struct store store;
	struct store_list list;
	bool is_listed;
	uint64_t n_hidden; /* reports of others, where only the caller's own are listed */
	struct report_index index;
	bool is_indexed;
	size_t next_indexed; /* the entry that follows the one that was found last */
	struct symbol_cache symbols;
};

#define CATALOG_INIT ((struct catalog){ .store = STORE_INIT })

/* Finds and opens the store. Returns 0, or a negative errno after a complaint. catalog_done(). */
int catalog_open(const struct invocation *invocation, struct catalog *ret_catalog);
void catalog_done(struct catalog *catalog);

/*
 * All reports that the caller may see, newest first, borrowed. Returns 0, or a negative errno after
 * a complaint.
 */
int catalog_list(struct catalog *catalog, const struct store_list **ret_list);

/* What was read is read again when it is needed next: the store has changed. */
void catalog_forget(struct catalog *catalog);

/*
 * What the index has of a report, or else what its file says. As report_load(): the report borrows
 * from the catalog.
 */
int catalog_load(struct catalog *catalog, const struct store_report *entry,
		 struct report *ret_report);
