/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/boolean.h"
#include "lib/base/quantity.h"
#include "lib/policy/policy_items.h"
#include "lib/policy/policy_keys.h"

/* What a text must be, by enum policy_type. */
static const char *const expectations[] = {
	[POLICY_TYPE_GLOBS] = "a pattern",
	[POLICY_TYPE_UIDS] = "numbers of users, or ranges such as 1000-1999",
	[POLICY_TYPE_SIGNALS] = "names or numbers of signals, such as SIGSEGV or 11",
	[POLICY_TYPE_ACTION] = "mini, small, count or ignore",
	[POLICY_TYPE_COMMAND_LINE] = "keep, redact, program or none",
	[POLICY_TYPE_RATE] = "a rate such as 10/min or 100/12h, or unlimited",
	[POLICY_TYPE_SIZE] = "a size such as 256K, at most 64M",
	[POLICY_TYPE_DURATION] = "a duration such as 500ms or 10s, up to 1h",
	[POLICY_TYPE_BOOLEAN] = "yes or no",
};

/* words ends with NULL. */
static int parse_choice(const char *text, const char *const *words, size_t *ret_choice)
{
	for (size_t i = 0; words[i]; i++)
		if (strcmp(words[i], text) == 0) {
			*ret_choice = i;
			return 0;
		}
	return -EINVAL;
}

/* "COUNT/DURATION", the duration a quantity or a unit alone; "unlimited". */
static int parse_rate(const char *text, struct policy_rate *ret_rate)
{
	const char *slash = strchr(text, '/');
	char count_text[16] = "", period_text[QUANTITY_TEXT_SIZE] = "";
	uint64_t count, period;
	bool is_unit;

	if (strcmp(text, "unlimited") == 0) {
		ret_rate->count = 0;
		ret_rate->period_ns = 0;
		return 0;
	}
	if (!slash || slash - text >= (ptrdiff_t)sizeof(count_text) ||
	    strlen(slash) >= sizeof(period_text) - 1)
		return -EINVAL;
	memcpy(count_text, text, (size_t)(slash - text));
	is_unit = strchr("0123456789", slash[1]) == NULL;
	(void)snprintf(period_text, sizeof(period_text), "%s%s", is_unit ? "1" : "", slash + 1);
	if (quantity_parse_number(count_text, &count) < 0 ||
	    quantity_parse_duration(period_text, &period) < 0 || count > UINT32_MAX || period == 0)
		return -EINVAL;
	ret_rate->count = (uint32_t)count;
	ret_rate->period_ns = period;
	return 0;
}

static int parse_quantity(const struct policy_key *key, const char *text, uint64_t *ret_quantity)
{
	uint64_t quantity;
	int r;

	if (key->type == POLICY_TYPE_SIZE)
		r = quantity_parse_size(text, &quantity);
	else
		r = quantity_parse_duration(text, &quantity);
	if (r < 0 || quantity < key->minimum || quantity > key->maximum)
		return -EINVAL;
	*ret_quantity = quantity;
	return 0;
}

static int set_field(struct policy_rule *rule, const struct policy_key *key, const char *text,
		     const struct config_origin *origin, struct pool *pool)
{
	void *field = (char *)rule + key->offset;
	size_t choice = 0;
	int r = -EINVAL;

	switch (key->type) {
	case POLICY_TYPE_GLOBS:
	case POLICY_TYPE_UIDS:
	case POLICY_TYPE_SIGNALS:
		return policy_items_add(field, key->type, text, origin, pool);
	case POLICY_TYPE_ACTION:
		r = parse_choice(text, policy_actions, &choice);
		if (r == 0)
			*(enum policy_action *)field = (enum policy_action)choice;
		return r;
	case POLICY_TYPE_COMMAND_LINE:
		r = parse_choice(text, policy_command_lines, &choice);
		if (r == 0)
			*(enum policy_command_line *)field = (enum policy_command_line)choice;
		return r;
	case POLICY_TYPE_RATE:
		((struct policy_rate *)field)->scope = rule->decision.name;
		return parse_rate(text, field);
	case POLICY_TYPE_SIZE:
	case POLICY_TYPE_DURATION:
		return parse_quantity(key, text, field);
	case POLICY_TYPE_BOOLEAN:
		return boolean_parse(text, field) ? 0 : -EINVAL;
	}
	return r;
}

int policy_value_set(struct policy_rule *rule, enum policy_key_id id, const char *text,
		     const struct config_origin *origin, struct pool *pool,
		     const char **ret_expected)
{
	const struct policy_key *key = &policy_keys[id];
	int r = set_field(rule, key, text, origin, pool);

	if (r == -EINVAL)
		*ret_expected = expectations[key->type];
	if (r == 0)
		rule->origins[id] = *origin;
	return r;
}
