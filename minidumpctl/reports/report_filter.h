/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which reports `list` is asked for, by what they say. */
#pragma once

#include "minidumpctl/reports/report.h"

struct invocation;

struct report_filter {
	uint64_t since_ns, until_ns; /* both included */
	const char *exe;	     /* pattern of fnmatch(3), or NULL: any, as below */
	const char *unit;	     /* likewise */
	bool has_pid, has_uid, has_signal;
	uint64_t pid, uid, signal;
};

/*
 * Takes the filter from the invocation, from which it borrows. Returns 0, or -EINVAL after a
 * complaint.
 */
int report_filter_of(const struct invocation *invocation, struct report_filter *ret_filter);

/* True if every report matches, whatever it says. */
bool report_filter_is_empty(const struct report_filter *filter);

/*
 * True if the report matches. What a report does not say matches no condition. A pattern for the
 * executable is held against the whole path if it has a slash, else against its last part.
 */
bool report_filter_matches(const struct report_filter *filter, const struct report *report);
