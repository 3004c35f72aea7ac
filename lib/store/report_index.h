/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The index: STATE/index/all has a line for every report, for root and the service alone;
 * STATE/index/UID one for each that this user may read, for him too; STATE/index/count says how
 * many there are, to everybody. Lines are appended when reports are stored.
 *
 * It is a cache: reports are the .extra files. An entry without a file says nothing, a file without
 * an entry is read itself, what is no entry is skipped, and nothing here is synced. Whoever writes
 * holds a lock for as long as that takes; who reads needs none.
 */
#pragma once

#include "lib/store/index_entry.h"
#include "lib/store/store.h"
#include "lib/store/store_usage.h"

struct report_index {
	struct byte_buffer text;     /* what the entries point into */
	struct index_entry *entries; /* newest first, each id once: its last line counts */
	size_t n_entries;
	size_t n_stale; /* lines that were skipped: damaged, or followed by one of the same id */
};

#define REPORT_INDEX_INIT ((struct report_index){ .entries = NULL })

/*
 * Reads the index of all reports, or of those that one user may read. A missing one is empty.
 * Returns 0; -EACCES if the caller may not read it; or another negative errno.
 */
int report_index_read_all(const struct store *store, struct report_index *ret_index);
int report_index_read_user(const struct store *store, uid_t uid, struct report_index *ret_index);
void report_index_done(struct report_index *index);

/* The entry of a report, borrowed, or NULL. */
const struct index_entry *report_index_find(const struct report_index *index, const char *id);

/* How many reports there are, readable or not. Returns 0, or a negative errno: not known. */
int report_index_count(const struct store *store, uint64_t *ret_count);

/*
 * Appends an entry, to the file of its reader too, and counts it. Returns 0 or a negative errno;
 * then the index has nothing of it, or not all.
 */
int report_index_add(const struct store *store, const struct index_entry *entry);

/* What changes in the index. All borrowed. */
struct index_change {
	const char *const
		*removed; /* ids, in any order; those that the index lacks do not matter */
	size_t n_removed;
	const struct index_entry *added;
	size_t n_added;
};

/*
 * Rewrites the index with these changes, without what is damaged or superseded in it, and counts
 * everything anew. Returns 0 or a negative errno: files of the index may be as before then.
 */
int report_index_update(const struct store *store, const struct index_change *change);

/* What the reports take. Returns 0, or a negative errno: not known until the next update. */
int report_index_usage(const struct store *store, struct store_usage *ret_usage);
