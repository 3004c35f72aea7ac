/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The worker: interprets the crash without privileges and writes the intermediate dump. */
#pragma once

#include <sys/types.h>

#include "collector/victim.h"
#include "lib/base/deadline.h"
#include "lib/policy/policy_rules.h"
#include "lib/store/rate_table.h"

struct worker_task {
	struct victim *victim;	       /* the core and the pidfd; the rest is handed over */
	struct crash_capture *capture; /* what the kernel passed as arguments */
	int socket_fd;		       /* handover.h comes in, struct worker_report goes out */
	uid_t uid;		       /* whom to become */
	gid_t gid;
	unsigned int alarm_seconds; /* after which the worker ends, if nobody ends it before */
	const struct policy_rules *rules;
	struct rate_table *rates; /* NULL: nothing is limited */
	struct deadline hold; /* until when the process may be kept waiting, if no rule matches */
};

/* Does everything and ends the process. */
_Noreturn void worker_run(const struct worker_task *task);
