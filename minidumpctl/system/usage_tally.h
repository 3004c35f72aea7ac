/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts reports and their sizes by a name: a state, a user, a program. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/pool.h"

struct usage_group {
	const char *name;
	uint64_t n_reports, bytes;
};

struct usage_tally {
	struct usage_group *groups;
	size_t n_groups, capacity;
	struct pool names;
};

#define USAGE_TALLY_INIT ((struct usage_tally){ .names = POOL_INIT })

void usage_tally_done(struct usage_tally *tally);

/* Counts a report of this name, which is copied. Returns 0 or -ENOMEM. */
int usage_tally_add(struct usage_tally *tally, const char *name, uint64_t bytes);

/* Makes one group of each name, the largest first. Once, after the last report. */
void usage_tally_finish(struct usage_tally *tally);
