/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often something happened lately, for rate limits that all collectors keep together: a table
 * of fixed size in the run directory, shared by mapping it. There are no locks: a process that
 * stops or dies holds nobody up. Whatever is in the file, nothing worse than a wrong answer comes
 * of it.
 *
 * Each key has a bucket (the generic cell rate algorithm, ITU-T I.371): a limit of count per
 * period lets count through at once, and then one every period / count. A table that is full
 * forgets the bucket that is nearest to full.
 */
#pragma once

#include <stdint.h>

#include "lib/base/bytes.h"

struct rate_table;

struct rate_limit {
	uint32_t count; /* 0: nothing is let through */
	uint64_t period_ns;
};

/*
 * Maps the table of the run directory, making it if it is missing. Returns 0 or a negative errno;
 * -EBADMSG if the file is something else. rate_table_close().
 */
int rate_table_open(const char *run_directory, struct rate_table **ret_table);
void rate_table_close(struct rate_table *table);

/* The key of what data names; who does not know the table cannot find two of the same key. */
uint64_t rate_table_key(const struct rate_table *table, struct bytes data);

/*
 * Takes one from the key's bucket. now_ns is CLOCK_BOOTTIME's. Returns 0, or -EAGAIN if the bucket
 * is empty.
 */
int rate_table_take(struct rate_table *table, uint64_t key, struct rate_limit limit,
		    uint64_t now_ns);

/* Puts back what was taken a moment ago with this limit. */
void rate_table_give_back(struct rate_table *table, uint64_t key, struct rate_limit limit);
