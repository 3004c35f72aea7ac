/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How minidumpd fares on this machine: what became of crashes, what waits, what is stored. */
#pragma once

#include <stdbool.h>

#include "coredump-pattern/core_setting.h"
#include "coredump-pattern/pattern_handler.h"
#include "lib/base/config.h"
#include "lib/store/outcome_counts.h"
#include "lib/store/store.h"
#include "minidumpctl/invocation.h"

/* Each part may be unknown to the caller, who need not be root. */
struct system_status {
	struct config config;
	const char *state_directory; /* of config, or the invocation's */

	bool has_pattern;
	struct core_setting setting;
	struct pattern_handler handler; /* of the pattern */

	int counts_error; /* 0, or a negative errno: what became of crashes is not known */
	struct outcome_counts counts;

	struct store store;
	int store_error; /* 0, or a negative errno: it cannot be opened */
	bool has_queue;
	uint64_t n_writing, n_spooled, n_failed; /* crashes that are not yet reports */
	bool has_reports, has_usage;
	uint64_t n_reports, bytes, max_bytes; /* of usage; UINT64_MAX: no limit */
};

/* Returns 0, or a negative errno after a complaint. system_status_done(). */
int system_status_read(const struct invocation *invocation, struct system_status *ret_status);
void system_status_done(struct system_status *status);

/* When the last crash was, in nanoseconds since the epoch; 0: never. */
uint64_t system_status_last_crash(const struct system_status *status);

/* Crashes that were started on but have no outcome: at work, or their collector was killed. */
uint64_t system_status_unaccounted(const struct system_status *status);
