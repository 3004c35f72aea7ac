/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/policy/policy_rules.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/base/config_policy.h"
#include "lib/base/config_problems.h"
#include "lib/policy/policy_keys.h"

struct policy_parser {
	struct config *config;
	struct policy_rules *rules;
};

/* Names what is wrong with a line, and leaves the rule out. */
static void reject(const struct policy_parser *parser, struct policy_rule *rule,
		   const struct config_policy_line *line, const char *reason, const char *expected)
{
	char section[CONFIG_POLICY_NAME_MAX + 16];
	struct config_place place = { line->origin, section, line->key };

	if (line->rule[0])
		(void)snprintf(section, sizeof(section), "Policy \"%s\"", line->rule);
	else
		(void)snprintf(section, sizeof(section), "Policy");
	config_add_problem(parser->config, &place, "%s%s; the section is left out", reason,
			   expected);
	rule->is_broken = true;
}

/* The rule of this name, made if need be; NULL if there are too many. */
static struct policy_rule *find_rule(struct policy_rules *rules,
				     const struct config_policy_line *line)
{
	struct policy_rule *rule;

	if (line->rule[0] == '\0')
		return &rules->standard;
	for (size_t i = 0; i < rules->n_rules; i++)
		if (strcmp(rules->rules[i].decision.name, line->rule) == 0)
			return &rules->rules[i];
	if (rules->n_rules == POLICY_RULES_MAX)
		return NULL;
	rule = &rules->rules[rules->n_rules++];
	rule->origin = line->origin;
	rule->decision.name = line->rule;
	return rule;
}

/* An empty value forgets what was read before. */
static void reset_value(struct policy_rule *rule, enum policy_key_id id)
{
	if (policy_key_is_list(id))
		*(struct policy_item **)policy_list(rule, id) = NULL;
	rule->origins[id] = (struct config_origin){ .file = NULL };
}

static int take_line(const struct policy_parser *parser, struct policy_rule *rule,
		     const struct config_policy_line *line)
{
	enum policy_key_id id = policy_key_find(line->key);
	const char *expected = "";
	int r;

	if (id == POLICY_KEY_COUNT) {
		reject(parser, rule, line, "key is not known", "");
	} else if (policy_keys[id].selects && rule == &parser->rules->standard) {
		reject(parser, rule, line, "belongs to a section with a name", "");
	} else if (line->value[0] == '\0') {
		reset_value(rule, id);
	} else {
		r = policy_value_set(rule, id, line->value, &line->origin, &parser->config->pool,
				     &expected);
		if (r == -ENOMEM)
			return r;
		if (r < 0)
			reject(parser, rule, line, "must be ", expected);
	}
	return 0;
}

static int take_lines(const struct policy_parser *parser)
{
	struct policy_rule nowhere = { .is_broken = false };

	for (const struct config_policy_line *line = parser->config->policy_lines; line;
	     line = line->next) {
		struct policy_rule *rule = find_rule(parser->rules, line);
		int r;

		if (!rule) {
			if (!line->key)
				reject(parser, &nowhere, line, "there are too many rules", "");
			continue;
		}
		if (!line->key) {
			if (!rule->origin.file)
				rule->origin = line->origin;
			continue;
		}
		r = take_line(parser, rule, line);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Values of keys have these sizes. */
static const size_t value_sizes[] = {
	[POLICY_TYPE_GLOBS] = sizeof(struct policy_item *),
	[POLICY_TYPE_UIDS] = sizeof(struct policy_item *),
	[POLICY_TYPE_SIGNALS] = sizeof(struct policy_item *),
	[POLICY_TYPE_ACTION] = sizeof(enum policy_action),
	[POLICY_TYPE_COMMAND_LINE] = sizeof(enum policy_command_line),
	[POLICY_TYPE_RATE] = sizeof(struct policy_rate),
	[POLICY_TYPE_SIZE] = sizeof(uint64_t),
	[POLICY_TYPE_DURATION] = sizeof(uint64_t),
	[POLICY_TYPE_BOOLEAN] = sizeof(bool),
};

/* What a rule does not say is as another has it. */
static void inherit(struct policy_rule *rule, const struct policy_rule *from)
{
	for (size_t id = 0; id < POLICY_KEY_COUNT; id++) {
		const struct policy_key *key = &policy_keys[id];

		if (key->selects || rule->origins[id].file)
			continue;
		memcpy((char *)rule + key->offset, (const char *)from + key->offset,
		       value_sizes[key->type]);
		rule->origins[id] = from->origins[id];
	}
}

/* What holds without any section. */
static void set_defaults(const struct config *config, struct policy_rule *rule)
{
	static const struct config_origin nowhere = { .file = NULL };
	const char *expected;

	*rule = (struct policy_rule){ .decision = { .name = "" } };
	for (size_t id = 0; id < POLICY_KEY_COUNT; id++)
		if (policy_keys[id].default_value)
			(void)policy_value_set(rule, (enum policy_key_id)id,
					       policy_keys[id].default_value, &nowhere, NULL,
					       &expected);
	rule->decision.hold_timeout = config->hold_timeout;
	rule->decision.total_timeout = config->total_timeout;
	rule->origins[POLICY_KEY_HOLD_TIMEOUT] = config->origins[CONFIG_HOLD_TIMEOUT];
	rule->origins[POLICY_KEY_TOTAL_TIMEOUT] = config->origins[CONFIG_TOTAL_TIMEOUT];
}

/* The hang-up must not wait for longer than everything. */
static void order_rule_timeouts(struct policy_rule *rule)
{
	struct policy_decision *decision = &rule->decision;

	if (decision->hold_timeout <= decision->total_timeout)
		return;
	decision->hold_timeout = decision->total_timeout;
	rule->origins[POLICY_KEY_HOLD_TIMEOUT] = rule->origins[POLICY_KEY_TOTAL_TIMEOUT];
}

/* Drops rules that are broken, and gives the others what they do not say. */
static void complete(struct policy_rules *rules, const struct policy_rule *defaults)
{
	size_t kept = 0;

	if (rules->standard.is_broken)
		rules->standard = *defaults;
	inherit(&rules->standard, defaults);
	order_rule_timeouts(&rules->standard);
	for (size_t i = 0; i < rules->n_rules; i++) {
		struct policy_rule *rule = &rules->rules[i];

		if (rule->is_broken)
			continue;
		inherit(rule, &rules->standard);
		order_rule_timeouts(rule);
		rule->decision.number = kept + 1;
		rules->rules[kept++] = *rule;
	}
	rules->n_rules = kept;
}

static size_t count_sections(const struct config *config)
{
	size_t count = 0;

	for (const struct config_policy_line *line = config->policy_lines; line; line = line->next)
		if (!line->key)
			count++;
	return (size_t)min_u64(count, POLICY_RULES_MAX);
}

int policy_rules_parse(struct config *config, struct policy_rules *ret)
{
	const struct policy_parser parser = { .config = config, .rules = ret };
	struct policy_rule defaults;
	int r = 0;

	*ret = (struct policy_rules){ .present = config->policy_lines != NULL,
				      .collector_hold = config->hold_timeout };
	set_defaults(config, &defaults);
	ret->standard.decision.name = "";
	if (ret->present) {
		ret->rules =
			pool_alloc(&config->pool, count_sections(config) * sizeof(*ret->rules));
		r = ret->rules ? take_lines(&parser) : -ENOMEM;
	}
	complete(ret, &defaults);
	return r;
}

const struct policy_decision *policy_rules_decision(const struct policy_rules *rules, size_t number)
{
	if (number == 0 || number > rules->n_rules)
		return &rules->standard.decision;
	return &rules->rules[number - 1].decision;
}

uint64_t policy_rules_longest(const struct policy_rules *rules)
{
	uint64_t longest = rules->standard.decision.total_timeout;

	for (size_t i = 0; i < rules->n_rules; i++)
		longest = max_u64(longest, rules->rules[i].decision.total_timeout);
	return longest;
}
