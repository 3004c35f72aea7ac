/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration, minidumpd.conf(5). What is wrong in a file never stops anything: it becomes a
 * problem in a list, the line is ignored and the rest is used. No name service is called, so that
 * the collector's supervisor may load it while the machine is on its knees.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/pool.h"

/* Problems beyond these are counted only. */
#define CONFIG_PROBLEMS_MAX 32U

/* Every key. Its section, name, type, default and range are in config_keys[]. */
enum config_key_id {
	CONFIG_STATE_DIRECTORY,
	CONFIG_RUN_DIRECTORY,
	CONFIG_HOLD_TIMEOUT,
	CONFIG_TOTAL_TIMEOUT,
	CONFIG_CONVERT,
	CONFIG_CONVERTER,
	CONFIG_SLOTS,
	CONFIG_SLOT_TIMEOUT,
	CONFIG_QUOTA,
	CONFIG_QUOTA_PERCENT,
	CONFIG_KEEP_FREE,
	CONFIG_KEEP_FREE_PERCENT,
	CONFIG_USER_SHARE,
	CONFIG_MAX_AGE,
	CONFIG_KEY_COUNT,
};

/* Where a value comes from. */
struct config_origin {
	const char *file;  /* NULL: the built-in default */
	unsigned int line; /* from 1; 0 if the whole file is meant */
};

struct config_problem {
	struct config_origin origin;
	const char *section; /* "" if outside of any section */
	const char *key;     /* NULL if the problem is not one key's */
	const char *reason;  /* a sentence without full stop */
};

/* One line of a [Policy "RULE"] section, as it is: lib/policy makes rules of them. */
struct config_policy_line {
	struct config_policy_line *next; /* in the order of reading */
	struct config_origin origin;
	const char *rule;  /* "" in [Policy] */
	const char *key;   /* NULL: the line is the section's head */
	const char *value; /* "" if empty */
};

/* All strings are owned by the pool and live until config_done(). */
struct config {
	/* [Store] */
	const char *state_directory; /* absolute: holds spool, pending, submitted */
	const char *run_directory;   /* absolute */
	uint64_t quota;		     /* bytes that reports take at most, and */
	uint64_t quota_percent;	     /* that of their file system */
	uint64_t keep_free;	     /* bytes that are left free, but not more than */
	uint64_t keep_free_percent;  /* that of the file system; also of its inodes */
	uint64_t user_share;	     /* percent of the quota that one user's reports take at most */
	uint64_t max_age;	     /* nanoseconds that a report is kept at most */

	/* [Collector] */
	uint64_t hold_timeout;	/* nanoseconds until the crashed process is let go */
	uint64_t total_timeout; /* nanoseconds until the worker is given up; >= hold_timeout */
	bool convert;		/* start the converter after a crash */
	const char *converter;	/* absolute path of minidump-converter */
	uint64_t slots;		/* how many crashes are captured whole at once; 0: automatic */
	uint64_t slot_timeout;	/* nanoseconds to wait for a slot */

	/* [Policy "RULE"] */
	struct config_policy_line *policy_lines; /* NULL: there is no such section */
	struct config_policy_line *last_policy_line;

	struct config_origin origins[CONFIG_KEY_COUNT];
	struct config_problem problems[CONFIG_PROBLEMS_MAX];
	size_t n_problems;	   /* how many of problems[] are used */
	size_t n_problems_dropped; /* how many more there were */
	struct pool pool;
};

enum config_type {
	CONFIG_TYPE_PATH,     /* const char *, absolute */
	CONFIG_TYPE_DURATION, /* uint64_t, nanoseconds */
	CONFIG_TYPE_SIZE,     /* uint64_t, bytes */
	CONFIG_TYPE_BOOLEAN,  /* bool */
	CONFIG_TYPE_PERCENT,  /* uint64_t */
	CONFIG_TYPE_NUMBER,   /* uint64_t */
};

struct config_key {
	const char *section;
	const char *name;
	enum config_type type;
	size_t offset;		   /* of the value in struct config */
	const char *default_value; /* as it would be written in a file */
	uint64_t minimum, maximum; /* of durations, sizes and numbers */
};

extern const struct config_key config_keys[CONFIG_KEY_COUNT];

/*
 * Loads the defaults, then file and every *.conf in the directory "FILE.d", in the order of their
 * names; a later value wins. file is an absolute path, or NULL for PATH_CONFIG, which may be
 * missing, as every directory may. Files that others than root may write are refused. *ret is
 * always filled and usable, with what is wrong in its problems; only a lack of memory fails, with
 * -ENOMEM, and then leaves the built-in defaults. Release with config_done().
 */
int config_load(const char *file, struct config *ret);

/* As config_load(), but takes files of any owner and mode: for tests and for checking a draft. */
int config_load_untrusted(const char *file, struct config *ret);

void config_done(struct config *config);

/* The value of one key as it would be written in a file, cut to size bytes. */
void config_format_value(const struct config *config, enum config_key_id id, char *buffer,
			 size_t size);
