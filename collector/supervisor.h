/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The supervisor: holds the deadlines while the worker works, records the worker's death, finishes
 * the intermediate dump, tells what came of it. It interprets nothing of the crash.
 */
#pragma once

#include "collector/victim.h"
#include "collector/worker_report.h"
#include "lib/base/config.h"
#include "lib/base/deadline.h"
#include "lib/policy/policy_rules.h"
#include "lib/store/outcome_counts.h"
#include "lib/store/rate_table.h"
#include "lib/store/spool.h"
#include "lib/store/store.h"

struct supervisor {
	struct config config;
	const char *config_file;   /* that the pattern names, or NULL: the default one */
	struct policy_rules rules; /* of config */
	const struct policy_decision *decision; /* one of rules, as the worker says */
	struct store store;
	struct spool_file dump;
	struct worker_report last;    /* the worker's last word */
	struct rate_table *rates;     /* NULL: without rules, or not to be had */
	struct outcome_table *counts; /* NULL: not to be had */
	uid_t uid;		      /* the service's user: the owner of the spool directory */
	gid_t gid;
	pid_t worker;	      /* 0: none was started */
	int socket_fd;	      /* to the worker; NO_FD without one */
	int pidfd;	      /* of the victim, or NO_FD */
	int slots_fd;	      /* holds a slot until the worker has ended; or NO_FD */
	struct deadline hold; /* until when the victim may be held */
	const char *failure;  /* why there is no worker, or what befell it; NULL if all went well */
	int failure_error;    /* its errno, or 0 */
	bool is_store_ready;  /* there is a place for the dump, and a user to write it */
	bool is_small;	      /* the worker may capture no more than commit point 1 */
	bool stored;	      /* the dump has its final name */
};

/* Loads the configuration, opens the store, names the report. Failures are kept. */
void supervisor_prepare(struct supervisor *supervisor, struct victim *victim,
			struct crash_capture *capture);

/*
 * Forks the worker, which has the core and starts to read it. Whatever happens, the core is closed
 * in this process.
 */
void supervisor_start_worker(struct supervisor *supervisor, struct victim *victim,
			     struct crash_capture *capture);

/*
 * Opens and copies what the worker may not, and hands it over piece by piece, what it needs first
 * first; creates the dump's file; lets go of the victim.
 */
void supervisor_feed_worker(struct supervisor *supervisor, struct victim *victim,
			    struct crash_capture *capture);

/*
 * Waits for the worker's end, or ends it at a deadline. Hands it the machine's facts as soon as the
 * victim was let go.
 */
void supervisor_wait(struct supervisor *supervisor, struct crash_capture *capture);

/* Completes what a dead worker left, makes the dump durable and gives it its final name. */
void supervisor_finish_dump(struct supervisor *supervisor, struct crash_capture *capture);

/* True if commit point 1 is in the dump's file, with all that it promises. */
bool supervisor_is_committed(const struct supervisor *supervisor);

/* True if the owner's rules want no report of this crash. */
bool supervisor_refuses(const struct supervisor *supervisor);

/* The one line that says who crashed and what came of it. */
void supervisor_log(const struct supervisor *supervisor, const struct crash_capture *capture);

/* Replaces this process by the converter; returns only if there is nothing to convert. */
void supervisor_become_converter(struct supervisor *supervisor);
