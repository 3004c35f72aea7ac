/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the owner of the machine decided about crashes: the [Policy "NAME"] sections of
 * minidumpd.conf(5). The rules are tried in the order of the files, and the first that matches
 * decides; [Policy] without a name decides the rest, and whatever a rule does not say.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/config.h"

#define POLICY_RULES_MAX 256U

/* What becomes of a crash. */
enum policy_action {
	POLICY_MINI,   /* a whole report */
	POLICY_SMALL,  /* only who died, and the crashing thread's registers and stack */
	POLICY_COUNT,  /* no report: counted, and logged as a crash */
	POLICY_IGNORE, /* no report: counted, and logged as no more than a note */
};

/* What is kept of the arguments that the program was started with. */
enum policy_command_line {
	POLICY_COMMAND_LINE_KEEP,
	POLICY_COMMAND_LINE_REDACT,  /* all but the values of those that look like secrets */
	POLICY_COMMAND_LINE_PROGRAM, /* only the first: the program's own name */
	POLICY_COMMAND_LINE_NONE,
};

/* Of what reports are limited in number; the order is that of the keys. */
enum policy_rate_kind {
	POLICY_RATE_PER_EXECUTABLE,
	POLICY_RATE_PER_UID,
	POLICY_RATE_ALL,
	POLICY_RATE_KINDS,
};

/*
 * A token bucket: count reports at once, and then one every period / count. So within one period
 * there are at most twice as many.
 */
struct policy_rate {
	uint32_t count;
	uint64_t period_ns; /* 0: there is no limit */
	const char *scope;  /* the rule that sets it and counts for it; "": [Policy] */
};

/* One element of a list. */
struct policy_item {
	struct policy_item *next; /* in the order of reading */
	struct config_origin origin;
	const char *text;   /* as written: a glob, a uid or a range of them, a signal */
	uint32_t low, high; /* of uids and signals */
};

/* What is to be done with one crash. */
struct policy_decision {
	const char *name; /* of the rule; "" if none matched */
	size_t number;	  /* of the rule, from 1; 0 if none matched */
	enum policy_action action;
	struct policy_rate rates[POLICY_RATE_KINDS];
	uint64_t memory;	/* the most bytes of the process's memory that are kept */
	uint64_t hold_timeout;	/* nanoseconds, as in struct config */
	uint64_t total_timeout; /* likewise, >= hold_timeout */
	enum policy_command_line command_line;
	struct policy_item *redacted_arguments; /* globs of names whose values are secrets, too */
	struct policy_item *environment;	/* globs of variables whose values are kept, too */
	bool sanitize_stacks;
};

/* Every key. Its name, type, default and range are in policy_keys[]. */
enum policy_key_id {
	POLICY_KEY_EXE,
	POLICY_KEY_UNIT,
	POLICY_KEY_CGROUP,
	POLICY_KEY_UID,
	POLICY_KEY_SIGNAL,
	POLICY_KEY_ACTION,
	POLICY_KEY_RATE_PER_EXECUTABLE,
	POLICY_KEY_RATE_PER_UID,
	POLICY_KEY_RATE,
	POLICY_KEY_MEMORY,
	POLICY_KEY_HOLD_TIMEOUT,
	POLICY_KEY_TOTAL_TIMEOUT,
	POLICY_KEY_COMMAND_LINE,
	POLICY_KEY_REDACT_ARGUMENT,
	POLICY_KEY_ENVIRONMENT,
	POLICY_KEY_SANITIZE_STACKS,
	POLICY_KEY_COUNT,
};

struct policy_rule {
	struct config_origin origin;
	bool is_broken; /* something in it is wrong: it is left out */

	/* All of these that are not empty must match, each by one of its items. */
	struct policy_item *exes, *units, *cgroups, *uids, *signals;

	struct policy_decision decision;
	/* Where each value comes from: the rule, or [Policy], or (without a file) the default. */
	struct config_origin origins[POLICY_KEY_COUNT];
};

/* All that is in it is owned by the pool of the configuration. */
struct policy_rules {
	bool present;		     /* there is a policy section */
	uint64_t collector_hold;     /* hold-timeout of [Collector] */
	struct policy_rule standard; /* [Policy]; number 0 */
	struct policy_rule *rules;
	size_t n_rules;
};

/*
 * Makes rules of the configuration's policy sections. Sections of one name are one rule, which
 * stands where the first of them stands. A section with something wrong in it is left out as a
 * whole, since half of a rule might match what it should not; each such thing is added to the
 * configuration's problems. Returns 0, or -ENOMEM; *ret is usable in any case.
 */
int policy_rules_parse(struct config *config, struct policy_rules *ret);

/* The decision of the rule of this number, of [Policy] if there is none. */
const struct policy_decision *policy_rules_decision(const struct policy_rules *rules,
						    size_t number);

/* The longest total-timeout that any crash may get. */
uint64_t policy_rules_longest(const struct policy_rules *rules);

/* What the rules ask of a crash. */
struct policy_crash {
	const char *exe;    /* as the kernel gives the link, or NULL if it is not known */
	const char *cgroup; /* path, or NULL */
	const char *unit;   /* systemd's, or NULL */
	bool has_uid;
	uint32_t uid;
	int signal; /* 0: not known */
};

/* Never NULL. What is not known of a crash matches nothing. */
const struct policy_decision *policy_decide(const struct policy_rules *rules,
					    const struct policy_crash *crash);

/* Whether text matches one of the globs, as fnmatch(3) does it: '*' matches '/', too. */
bool policy_items_match(const struct policy_item *globs, const char *text);
