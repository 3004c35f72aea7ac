/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "lib/policy/policy_items.h"
#include "lib/policy/policy_rules.h"

/* What the kernel adds to the path of an executable that was unlinked: an upgrade does that. */
#define DELETED " (deleted)"

/* Longer paths match as they are only. */
#define PATH_SIZE 4096U

static bool matches(const struct policy_item *globs, const char *text)
{
	return !globs || (text && text[0] && policy_items_match(globs, text));
}

static bool matches_executable(const struct policy_item *globs, const char *exe)
{
	size_t length = exe ? strlen(exe) : 0, suffix = strlen(DELETED);
	char live[PATH_SIZE] = "";

	if (matches(globs, exe))
		return true;
	if (length <= suffix || length >= sizeof(live) ||
	    strcmp(exe + length - suffix, DELETED) != 0)
		return false;
	memcpy(live, exe, length - suffix);
	return policy_items_match(globs, live);
}

static bool rule_matches(const struct policy_rule *rule, const struct policy_crash *crash)
{
	if (rule->uids && (!crash->has_uid || !policy_items_hold(rule->uids, crash->uid)))
		return false;
	if (rule->signals && !policy_items_hold(rule->signals, (uint32_t)crash->signal))
		return false;
	return matches(rule->units, crash->unit) && matches(rule->cgroups, crash->cgroup) &&
	       matches_executable(rule->exes, crash->exe);
}

const struct policy_decision *policy_decide(const struct policy_rules *rules,
					    const struct policy_crash *crash)
{
	for (size_t i = 0; i < rules->n_rules; i++)
		if (rule_matches(&rules->rules[i], crash))
			return &rules->rules[i].decision;
	return &rules->standard.decision;
}
