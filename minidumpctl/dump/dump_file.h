/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that a selector means: those of a report, or a minidump that is in no store. */
#pragma once

#include "minidumpctl/reports/catalog.h"
#include "minidumpctl/reports/report.h"

struct dump_file {
	char *path;	  /* of the minidump */
	int fd;		  /* of it, read-only; NO_FD: the report has none, or it was not opened */
	char *extra_path; /* of the .extra, or NULL */
	struct report report; /* of a file outside of the store: without an id */
};

#define DUMP_FILE_INIT \
	((struct dump_file){ .path = NULL, .fd = NO_FD, .extra_path = NULL, .report = REPORT_INIT })

/* Finds files; opens the store when the first selector needs it. */
struct dump_finder {
	const struct invocation *invocation;
	struct catalog catalog;
	bool is_open; /* catalog is */
};

static inline struct dump_finder dump_finder_of(const struct invocation *invocation)
{
	return (struct dump_finder){ .invocation = invocation, .catalog = CATALOG_INIT };
}

void dump_finder_done(struct dump_finder *finder);

/* True if the selector is the path of a file: it has a slash, or ends in ".dmp". */
bool dump_selector_is_path(const char *selector);

/*
 * The files that the selector means, the minidump opened. Returns 0, or a negative errno after a
 * complaint. A report without a minidump is none: see dump_file_require(). dump_file_done().
 */
int dump_finder_find(struct dump_finder *finder, const char *selector, struct dump_file *ret_file);
void dump_file_done(struct dump_file *file);

/* Returns 0, or -ENODATA after a complaint that says why there is no minidump. */
int dump_file_require(const struct dump_file *file);

/* What to call it: the report's id, or the file's path. Borrowed. */
const char *dump_file_name(const struct dump_file *file);
