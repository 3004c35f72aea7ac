/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which reports go when there are too many. Reports with the same signature make a group; its first
 * and its last are worth most, so those between them go before, the oldest first. To make room, the
 * last of a group never goes: but a user who holds more than his share gives up even that, or he
 * could fill the store with programs made for it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Why a report goes, in the order in which the reasons are looked at. */
enum retention_verdict {
	RETENTION_KEEP,
	RETENTION_AGE,	 /* older than the limit */
	RETENTION_SHARE, /* its user holds more than his share */
	RETENTION_ROOM,	 /* all together are too large, or the disk too full */
};

struct retention_report {
	const char *id;	       /* starts with its time, so that ids sort as crashes happened */
	const char *signature; /* NULL: not known, and the report is a group of its own */
	uint64_t time_ns;      /* since the epoch */
	uid_t uid;	       /* whose program crashed; INDEX_NO_READER if not known */
	uint64_t bytes;	       /* what its files take on disk */
	uint64_t files;
	size_t position;		/* the caller's: sorting moves the reports */
	bool is_fixed;			/* counts, but stays: it is not converted yet */
	enum retention_verdict verdict; /* set by retention_decide() */
};

/* UINT64_MAX (or 0 where something is to be freed): no such limit. */
struct retention_limits {
	uint64_t now_ns;
	uint64_t max_age_ns;
	uint64_t max_bytes;	 /* of all reports */
	uint64_t max_user_bytes; /* of one user's */
	uint64_t free_bytes;	 /* to be freed, whatever the reports take */
	uint64_t free_files;
};

#define RETENTION_UNLIMITED         \
	((struct retention_limits){ \
		.max_age_ns = UINT64_MAX, .max_bytes = UINT64_MAX, .max_user_bytes = UINT64_MAX })

/*
 * Sets the verdict of each report; the reports are sorted by their ids, oldest first. Returns 0 or
 * -ENOMEM, and then every verdict is to keep.
 */
int retention_decide(struct retention_report *reports, size_t n_reports,
		     const struct retention_limits *limits);

/* "age", "share" or "room". */
const char *retention_verdict_name(enum retention_verdict verdict);
