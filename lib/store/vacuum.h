/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making room in a store: lib/store/retention.h decides which reports go, this deletes them. */
#pragma once

#include "lib/store/census.h"
#include "lib/store/deletion.h"
#include "lib/store/retention.h"

struct vacuum {
	struct census census;
	struct retention_report *reports; /* oldest first, with their verdicts */
	size_t n_reports;
	const char **removed; /* ids */
	size_t n_removed;
	uint64_t bytes_removed;
};

#define VACUUM_INIT ((struct vacuum){ .census = CENSUS_INIT })

/* Takes a census and decides; deletes nothing. Returns 0 or a negative errno. vacuum_done(). */
int vacuum_plan(const struct store *store, const struct retention_limits *limits,
		const struct extra_source *source, struct vacuum *ret_vacuum);
void vacuum_done(struct vacuum *vacuum);

/* What the census says of one of the vacuum's reports. */
const struct census_item *vacuum_item(const struct vacuum *vacuum,
				      const struct retention_report *report);

/* Deletes one report. As deletion_run(), whose result must be released in any case. */
int vacuum_remove(struct vacuum *vacuum, const struct store *store,
		  const struct retention_report *report, struct deletion *ret_deletion);

/*
 * Brings the index up to date with what the census saw and with what was removed. Returns 0 or a
 * negative errno.
 */
int vacuum_finish(const struct vacuum *vacuum, const struct store *store);

/*
 * All of the above, for when nobody watches: deletes what is to go, and leaves out what cannot be
 * deleted. Returns 0 or a negative errno.
 */
int vacuum_run(const struct store *store, const struct retention_limits *limits,
	       const struct extra_source *source, size_t *ret_removed);
