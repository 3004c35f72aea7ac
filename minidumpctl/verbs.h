/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verbs of minidumpctl: one file each, one table. */
#pragma once

#include "minidumpctl/options.h"
#include "minidumpctl/reports/catalog.h"

struct verb {
	const char *name;
	const char *arguments;		   /* "[REPORT...]", for the synopsis */
	const char *summary;		   /* one line */
	const char *details;		   /* further lines of its help, or "" */
	const struct option_spec *options; /* besides the common ones, or NULL */
	bool has_pages;			   /* its text may be long: shown in a pager */
	/* One of these. Returns an exit status. */
	int (*run)(const struct invocation *invocation, struct catalog *catalog);
	int (*run_without_store)(const struct invocation *invocation);
};

/* Ends with a verb without a name. */
extern const struct verb verbs[];

/* The verb of this name; NULL after a complaint, with a suggestion, if there is none. */
const struct verb *verb_find(const char *name);

int verb_list(const struct invocation *invocation, struct catalog *catalog);
int verb_info(const struct invocation *invocation);
int verb_path(const struct invocation *invocation, struct catalog *catalog);
int verb_delete(const struct invocation *invocation, struct catalog *catalog);
int verb_annotate(const struct invocation *invocation, struct catalog *catalog);
int verb_threads(const struct invocation *invocation);
int verb_modules(const struct invocation *invocation);
int verb_maps(const struct invocation *invocation);
int verb_fds(const struct invocation *invocation);
int verb_process(const struct invocation *invocation);
int verb_annotations(const struct invocation *invocation);
int verb_debug(const struct invocation *invocation);
int verb_exec(const struct invocation *invocation);
int verb_export(const struct invocation *invocation);
int verb_vacuum(const struct invocation *invocation, struct catalog *catalog);
int verb_du(const struct invocation *invocation, struct catalog *catalog);
int verb_status(const struct invocation *invocation);
int verb_config(const struct invocation *invocation);
int verb_help(const struct invocation *invocation);

extern const struct option_spec list_options[];
extern const struct option_spec path_options[];
extern const struct option_spec threads_options[];
extern const struct option_spec debug_options[];
extern const struct option_spec export_options[];
extern const struct option_spec vacuum_options[];
extern const struct option_spec config_options[];

/* What `--help` and `help` print: of one verb, or of all of them if it is NULL. */
void print_help(const struct verb *verb);
