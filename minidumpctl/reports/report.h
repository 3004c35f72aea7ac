/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One report of the store with what its .extra file says. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/store/extra_keys.h"
#include "lib/store/index_entry.h"
#include "lib/store/store_list.h"

/* The most that is read of an .extra file. */
#define EXTRA_SIZE_MAX (16U << 20)

struct report {
	const struct store *store; /* borrowed; NULL: of a file that is in no store */
	struct store_report entry;
	const struct index_entry *indexed; /* borrowed: what the index has of it; or NULL */
	json_t *extra;	   /* an object, or NULL: not read, not converted yet, not to be had */
	char problem[512]; /* why the .extra is not to be had, "" if it is */
};

#define REPORT_INIT ((struct report){ .extra = NULL })

/*
 * Reads the .extra file. Returns 0 (also when the report has none yet), or a negative errno, with
 * its problem told: the report can still be shown then, with what its entry says. report_done() in
 * any case.
 */
int report_load(const struct store *store, const struct store_report *entry,
		struct report *ret_report);
void report_done(struct report *report);

/*
 * As report_load(), but takes what the index has of the report, and reads its file only when
 * something else is asked for, or when the index has nothing (indexed is NULL).
 */
int report_load_indexed(const struct store *store, const struct store_report *entry,
			const struct index_entry *indexed, struct report *ret_report);

/* True if something is known of the report besides its being there. */
bool report_is_known(const struct report *report);

/* Takes text for the report's .extra, whose path is told in problems. Returns 0 or -EBADMSG. */
int report_parse(struct report *report, struct bytes text, const char *path);

/* A value of the .extra, borrowed; NULL if it is absent, empty, or no string. May read the file. */
const char *report_text(const struct report *report, const char *key);

/* A decimal, or with "0x" hexadecimal, value of the .extra; false if there is none. */
bool report_number(const struct report *report, const char *key, uint64_t *ret_number);

/* When it crashed, in nanoseconds since the epoch: from the .extra, else from the id. */
uint64_t report_time_ns(const struct report *report);

/* File name of the executable, or comm; NULL if unknown. Borrowed. */
const char *report_program(const struct report *report);

/*
 * One file of the report (a STORE_SUFFIX_*): the directory it is in according to the report's
 * state, NO_FD if that state has no such file, and its absolute path (the caller's, or NULL).
 */
int report_directory(const struct report *report, const char *suffix);
char *report_path(const struct report *report, const char *suffix);
