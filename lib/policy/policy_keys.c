/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/policy/policy_keys.h"

#include <string.h>

#include "lib/base/quantity.h"
#include "lib/capture/limits.h"

#define MSEC (NSEC_PER_SEC / 1000)
#define HOUR (3600 * NSEC_PER_SEC)

/* Every key of a policy section, minidumpd.conf(5). */
const struct policy_key policy_keys[POLICY_KEY_COUNT] = {
	[POLICY_KEY_EXE] = {
		.name = "exe",
		.type = POLICY_TYPE_GLOBS,
		.selects = true,
		.offset = offsetof(struct policy_rule, exes),
	},
	[POLICY_KEY_UNIT] = {
		.name = "unit",
		.type = POLICY_TYPE_GLOBS,
		.selects = true,
		.offset = offsetof(struct policy_rule, units),
	},
	[POLICY_KEY_CGROUP] = {
		.name = "cgroup",
		.type = POLICY_TYPE_GLOBS,
		.selects = true,
		.offset = offsetof(struct policy_rule, cgroups),
	},
	[POLICY_KEY_UID] = {
		.name = "uid",
		.type = POLICY_TYPE_UIDS,
		.selects = true,
		.offset = offsetof(struct policy_rule, uids),
	},
	[POLICY_KEY_SIGNAL] = {
		.name = "signal",
		.type = POLICY_TYPE_SIGNALS,
		.selects = true,
		.offset = offsetof(struct policy_rule, signals),
	},
	[POLICY_KEY_ACTION] = {
		.name = "action",
		.type = POLICY_TYPE_ACTION,
		.offset = offsetof(struct policy_rule, decision.action),
		.default_value = "mini",
	},
	[POLICY_KEY_RATE_PER_EXECUTABLE] = {
		.name = "rate-per-executable",
		.type = POLICY_TYPE_RATE,
		.offset = offsetof(struct policy_rule,
				   decision.rates[POLICY_RATE_PER_EXECUTABLE]),
		.default_value = "unlimited",
	},
	[POLICY_KEY_RATE_PER_UID] = {
		.name = "rate-per-uid",
		.type = POLICY_TYPE_RATE,
		.offset = offsetof(struct policy_rule, decision.rates[POLICY_RATE_PER_UID]),
		.default_value = "unlimited",
	},
	[POLICY_KEY_RATE] = {
		.name = "rate",
		.type = POLICY_TYPE_RATE,
		.offset = offsetof(struct policy_rule, decision.rates[POLICY_RATE_ALL]),
		.default_value = "unlimited",
	},
	[POLICY_KEY_MEMORY] = {
		.name = "memory",
		.type = POLICY_TYPE_SIZE,
		.offset = offsetof(struct policy_rule, decision.memory),
		.default_value = "64M",
		.maximum = BUDGET_ALL_MEMORY,
	},
	[POLICY_KEY_HOLD_TIMEOUT] = {
		.name = "hold-timeout",
		.type = POLICY_TYPE_DURATION,
		.offset = offsetof(struct policy_rule, decision.hold_timeout),
		.minimum = 10 * MSEC,
		.maximum = HOUR,
	},
	[POLICY_KEY_TOTAL_TIMEOUT] = {
		.name = "total-timeout",
		.type = POLICY_TYPE_DURATION,
		.offset = offsetof(struct policy_rule, decision.total_timeout),
		.minimum = 100 * MSEC,
		.maximum = HOUR,
	},
	[POLICY_KEY_COMMAND_LINE] = {
		.name = "command-line",
		.type = POLICY_TYPE_COMMAND_LINE,
		.offset = offsetof(struct policy_rule, decision.command_line),
		.default_value = "keep",
	},
	[POLICY_KEY_REDACT_ARGUMENT] = {
		.name = "redact-argument",
		.type = POLICY_TYPE_GLOBS,
		.offset = offsetof(struct policy_rule, decision.redacted_arguments),
	},
	[POLICY_KEY_ENVIRONMENT] = {
		.name = "environment",
		.type = POLICY_TYPE_GLOBS,
		.offset = offsetof(struct policy_rule, decision.environment),
	},
	[POLICY_KEY_SANITIZE_STACKS] = {
		.name = "sanitize-stacks",
		.type = POLICY_TYPE_BOOLEAN,
		.offset = offsetof(struct policy_rule, decision.sanitize_stacks),
		.default_value = "no",
	},
};

enum policy_key_id policy_key_find(const char *name)
{
	size_t id;

	for (id = 0; id < POLICY_KEY_COUNT; id++)
		if (strcmp(policy_keys[id].name, name) == 0)
			break;
	return (enum policy_key_id)id;
}

bool policy_key_is_list(enum policy_key_id id)
{
	return policy_keys[id].type <= POLICY_TYPE_SIGNALS;
}

struct policy_item *const *policy_list(const struct policy_rule *rule, enum policy_key_id id)
{
	return (struct policy_item *const *)((const char *)rule + policy_keys[id].offset);
}
