/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All reports of a store with what they take and what is known of them, to decide by. */
#pragma once

#include "lib/base/pool.h"
#include "lib/store/report_index.h"
#include "lib/store/store_list.h"

/* Who can read .extra files for a report that the index lacks. */
struct extra_source {
	/*
	 * Sets the values of *entry, whose texts the pool owns; what cannot be read has none.
	 * Returns 0 or -ENOMEM.
	 */
	int (*describe)(void *context, const struct store *store, const struct store_report *report,
			struct pool *texts, struct index_entry *entry);
	void *context;
};

struct census_item {
	struct store_report report;
	const struct index_entry *entry; /* NULL: it is not converted yet */
	uint64_t bytes, n_files;
};

struct census {
	struct census_item *items; /* newest first */
	size_t n_items;
	struct index_entry *found; /* those that the index lacked */
	size_t n_found;
	const char **gone; /* ids in the index of reports that are not there */
	size_t n_gone;
	struct store_list list;
	struct report_index index;
	struct pool texts; /* of found[] */
};

#define CENSUS_INIT ((struct census){ .texts = POOL_INIT })

/* Looks at the whole store. Returns 0 or a negative errno. census_done(). */
int census_take(const struct store *store, const struct extra_source *source,
		struct census *ret_census);
void census_done(struct census *census);

/* True if the index should be rewritten to say what the census says. */
bool census_corrects_index(const struct census *census);
