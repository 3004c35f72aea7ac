/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rates of the owner's rules, which all collectors keep together. */
#pragma once

#include <stdbool.h>

#include "lib/policy/policy_rules.h"
#include "lib/store/rate_table.h"

/*
 * Takes one from each rate that the decision sets for such a crash. False if one of them is used
 * up; then none is taken from. table may be NULL: then nothing is limited. now_ns is
 * CLOCK_BOOTTIME's.
 */
bool policy_rates_take(struct rate_table *table, const struct policy_decision *decision,
		       const struct policy_crash *crash, uint64_t now_ns);

/* True once in ten seconds, for what must not flood the log. */
bool policy_rates_may_log(struct rate_table *table, uint64_t now_ns);
