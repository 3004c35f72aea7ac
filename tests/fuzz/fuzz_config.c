/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a configuration file: what comes out is usable, and every value can be read again,
 * those of policy rules too.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/base/config_text.h"
#include "lib/base/config_values.h"
#include "lib/policy/policy_items.h"
#include "lib/policy/policy_keys.h"

#define VALUE_SIZE 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_problem(const struct config_problem *problem)
{
	if (problem->origin.line == 0 || !problem->section || problem->reason[0] == '\0')
		abort();
}

static void check_value(const struct config *config, enum config_key_id id)
{
	char value[VALUE_SIZE], again[VALUE_SIZE];
	struct config other = { .pool = POOL_INIT };

	config_format_value(config, id, value, sizeof(value));
	config_set_defaults(&other);
	if (config_set_value(&other, id, value, &(struct config_place){ .key = "key" }) < 0 ||
	    other.n_problems > 0)
		abort();
	config_format_value(&other, id, again, sizeof(again));
	if (strcmp(value, again) != 0)
		abort();
	config_done(&other);
}

/* Each item of a list is one item, too, when it is read again. */
static void check_list(const struct policy_rule *rule, enum policy_key_id id)
{
	static const struct config_origin origin = { .file = "again", .line = 1 };
	struct pool pool = POOL_INIT;

	for (const struct policy_item *item = *policy_list(rule, id); item; item = item->next) {
		struct policy_item *again = NULL;

		if (policy_items_add(&again, policy_keys[id].type, item->text, &origin, &pool) < 0)
			abort();
		if (!again || again->next || strcmp(again->text, item->text) != 0 ||
		    again->low != item->low || again->high != item->high)
			abort();
		if (item->low > item->high || !item->origin.file)
			abort();
	}
	pool_done(&pool);
}

static void check_policy_value(const struct policy_rule *rule, enum policy_key_id id)
{
	struct policy_rule other = { .is_broken = false };
	char value[POLICY_VALUE_SIZE], again[POLICY_VALUE_SIZE];
	const char *expected = NULL;

	policy_value_format(rule, id, value);
	if (policy_value_set(&other, id, value, &rule->origins[id], NULL, &expected) < 0)
		abort();
	policy_value_format(&other, id, again);
	if (strcmp(value, again) != 0)
		abort();
}

static void check_rule(const struct policy_rule *rule)
{
	const struct policy_decision *decision = &rule->decision;

	if (rule->is_broken || decision->hold_timeout > decision->total_timeout)
		abort();
	for (size_t i = 0; i < POLICY_KEY_COUNT; i++) {
		enum policy_key_id id = (enum policy_key_id)i;

		if (policy_key_is_list(id))
			check_list(rule, id);
		else
			check_policy_value(rule, id);
	}
}

/* Some rule, or none, decides about every crash. */
static void check_decision(const struct policy_rules *rules)
{
	const struct policy_crash crash = {
		.exe = "/usr/bin/app",
		.cgroup = "/system.slice/app.service",
		.unit = "app.service",
		.has_uid = true,
		.uid = 1000,
		.signal = 11,
	};
	const struct policy_decision *decision = policy_decide(rules, &crash);

	if (!decision || decision != policy_rules_decision(rules, decision->number) ||
	    decision->total_timeout > policy_rules_longest(rules))
		abort();
}

static void check_policy(struct config *config)
{
	struct policy_rules rules;

	if (policy_rules_parse(config, &rules) < 0 || rules.n_rules > POLICY_RULES_MAX)
		abort();
	check_rule(&rules.standard);
	for (size_t i = 0; i < rules.n_rules; i++)
		check_rule(&rules.rules[i]);
	check_decision(&rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config = { .pool = POOL_INIT };

	config_set_defaults(&config);
	if (config_take_text(&config, "file", bytes_of(data, size)) < 0)
		abort();
	check_policy(&config);
	for (size_t i = 0; i < config.n_problems; i++)
		check_problem(&config.problems[i]);
	for (size_t id = 0; id < CONFIG_KEY_COUNT; id++)
		check_value(&config, (enum config_key_id)id);
	config_done(&config);
	return 0;
}
