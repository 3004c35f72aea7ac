/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/policy_rates.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/deadline.h"
#include "lib/capture/limits.h"

static const struct rate_limit log_limit = { 1, 10 * NS_PER_SECOND };

static uint64_t key_of_text(const struct rate_table *table, const char *text)
{
	return rate_table_key(table, bytes_of(text, strlen(text)));
}

/* One bucket for each rule, kind of rate, and program or user. */
static uint64_t key_of(const struct rate_table *table, enum policy_rate_kind kind,
		       const char *scope, const struct policy_crash *crash)
{
	char text[LIMIT_PATH + 128], subject[LIMIT_PATH] = "";

	if (kind == POLICY_RATE_PER_EXECUTABLE && crash->exe)
		(void)snprintf(subject, sizeof(subject), "%s", crash->exe);
	if (kind == POLICY_RATE_PER_UID && crash->has_uid)
		(void)snprintf(subject, sizeof(subject), "%u", crash->uid);
	(void)snprintf(text, sizeof(text), "%d \"%s\" %s", (int)kind, scope, subject);
	return key_of_text(table, text);
}

bool policy_rates_take(struct rate_table *table, const struct policy_decision *decision,
		       const struct policy_crash *crash, uint64_t now_ns)
{
	struct rate_limit limits[POLICY_RATE_KINDS];
	uint64_t keys[POLICY_RATE_KINDS];
	size_t n_taken = 0;
	bool is_allowed = true;

	for (size_t kind = 0; table && is_allowed && kind < POLICY_RATE_KINDS; kind++) {
		const struct policy_rate *rate = &decision->rates[kind];

		if (rate->period_ns == 0)
			continue;
		limits[n_taken] = (struct rate_limit){ rate->count, rate->period_ns };
		keys[n_taken] = key_of(table, (enum policy_rate_kind)kind, rate->scope, crash);
		is_allowed = rate_table_take(table, keys[n_taken], limits[n_taken], now_ns) == 0;
		n_taken += is_allowed;
	}
	while (!is_allowed && n_taken > 0) {
		n_taken--;
		rate_table_give_back(table, keys[n_taken], limits[n_taken]);
	}
	return is_allowed;
}

bool policy_rates_may_log(struct rate_table *table, uint64_t now_ns)
{
	return !table || rate_table_take(table, key_of_text(table, "log"), log_limit, now_ns) == 0;
}
