/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of the crashes since the run directory was made, that is, since boot: a table of
 * counters there, to which collectors add at once, by mapping it, and which anybody may read.
 *
 * The file is little more than an array: a head of 16 bytes (magic, version, 0), then one record
 * for each number below, of two 64-bit words in the machine's byte order: how many, and when the
 * last one was, in nanoseconds since the epoch.
 */
#pragma once

#include <stdint.h>

/*
 * Numbers are stored in files: append, never renumber, never reuse. Each crash is counted once as
 * started, and once by what became of it, unless its collector was killed.
 */
#define OUTCOMES(X)                                                                         \
	X(0, started, "started", "a collector was started")                                 \
	X(1, mini, "mini", "a whole report")                                                \
	X(2, small_no_slot, "small-no-slot", "a small report: too many crashes at once")    \
	X(3, small_policy, "small-policy", "a small report: a rule's decision")             \
	X(4, partial, "partial", "a report of what was there when the worker failed")       \
	X(5, record, "record", "only who died: the worker failed at once")                  \
	X(6, over_rate, "over-rate", "no report: over a rule's rate")                       \
	X(7, counted, "counted", "no report: a rule says count")                            \
	X(8, ignored, "ignored", "no report: a rule says ignore")                           \
	X(9, no_privileges, "no-privileges", "only who died: rights could not be given up") \
	X(10, lost_store, "lost-store", "lost: the store could not be used")                \
	X(11, lost_full, "lost-full", "lost: the store was full")                           \
	X(12, lost_worker, "lost-worker", "lost: no worker could be started")

enum outcome {
#define X(number, name, label, meaning) OUTCOME_##name = number,
	OUTCOMES(X)
#undef X
		OUTCOME_END_
};

struct outcome_count {
	uint64_t count;
	uint64_t last_ns; /* CLOCK_REALTIME; 0: never */
};

/* What one reader sees. */
struct outcome_counts {
	struct outcome_count of[OUTCOME_END_];
};

struct outcome_table;

/*
 * Maps the table of the run directory, making it if it is missing. Returns 0 or a negative errno;
 * -EBADMSG if the file is something else. outcome_table_close().
 */
int outcome_table_open(const char *run_directory, struct outcome_table **ret_table);
void outcome_table_close(struct outcome_table *table);

/* Adds one at now_ns (CLOCK_REALTIME). table may be NULL: then nothing is counted. */
void outcome_table_add(struct outcome_table *table, enum outcome outcome, uint64_t now_ns);

/* The count as it is now; 0 if table is NULL. */
uint64_t outcome_table_count(const struct outcome_table *table, enum outcome outcome);

/*
 * Reads a table without the right to write. Returns 0, also for a table that is shorter than this
 * version's; -ENOENT if nothing was counted yet; -EBADMSG if the file is something else; or another
 * negative errno.
 */
int outcome_counts_read(const char *run_directory, struct outcome_counts *ret_counts);

/* "small-no-slot", for programs, and what it means, for people. */
const char *outcome_label(enum outcome outcome);
const char *outcome_meaning(enum outcome outcome);
