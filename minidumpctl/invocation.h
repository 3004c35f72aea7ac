/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user asked for: options and arguments of one call of minidumpctl. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses, as in minidumpctl(1). */
enum {
	STATUS_DONE = 0,
	STATUS_FAILED = 1, /* no match, or a failure */
	STATUS_USAGE = 2,
};

struct invocation {
	const char *config;    /* --config, or NULL */
	const char *directory; /* --directory, or NULL */
	const char *colour;    /* --color: when, or NULL */
	bool json, utc, help, version, no_pager;
	bool is_coloured; /* what comes of --color, of NO_COLOR and of the terminal */
	bool extra;	  /* path: of the .extra file */
	bool full_ids;	  /* list, and the next ones: */
	bool reverse, follow;
	const char *since, *until, *exe, *unit, *pid, *uid, *signal, *limit;
	bool backtrace;	      /* threads: of each */
	const char *debugger; /* debug: its name, or NULL */
	const char *output;   /* export: a file, or NULL */
	bool dry_run;	      /* vacuum, and the next ones: */
	const char *max_size, *max_age, *keep_free;
	bool check; /* config */
	char **arguments;
	size_t n_arguments;
	size_t n_before_dashes; /* of the arguments: those before "--", or all */
};
