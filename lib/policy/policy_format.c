/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "lib/base/quantity.h"
#include "lib/policy/policy_keys.h"

/* The words of a choice, by their values. */
const char *const policy_actions[] = {
	[POLICY_MINI] = "mini",
	[POLICY_SMALL] = "small",
	[POLICY_COUNT] = "count",
	[POLICY_IGNORE] = "ignore",
	NULL,
};

const char *const policy_command_lines[] = {
	[POLICY_COMMAND_LINE_KEEP] = "keep",
	[POLICY_COMMAND_LINE_REDACT] = "redact",
	[POLICY_COMMAND_LINE_PROGRAM] = "program",
	[POLICY_COMMAND_LINE_NONE] = "none",
	NULL,
};

static void format_rate(const struct policy_rate *rate, char *buffer, size_t size)
{
	char period[QUANTITY_TEXT_SIZE];
	const char *shown = period;

	if (rate->period_ns == 0) {
		(void)snprintf(buffer, size, "unlimited");
		return;
	}
	quantity_format_duration(rate->period_ns, period, sizeof(period));
	if (period[0] == '1' && strchr("0123456789", period[1]) == NULL)
		shown++;
	(void)snprintf(buffer, size, "%u/%s", rate->count, shown);
}

void policy_value_format(const struct policy_rule *rule, enum policy_key_id id,
			 char buffer[POLICY_VALUE_SIZE])
{
	const struct policy_key *key = &policy_keys[id];
	const void *field = (const char *)rule + key->offset;

	buffer[0] = '\0';
	switch (key->type) {
	case POLICY_TYPE_GLOBS:
	case POLICY_TYPE_UIDS:
	case POLICY_TYPE_SIGNALS:
		break;
	case POLICY_TYPE_ACTION:
		(void)snprintf(buffer, POLICY_VALUE_SIZE, "%s",
			       policy_actions[*(const enum policy_action *)field]);
		break;
	case POLICY_TYPE_COMMAND_LINE:
		(void)snprintf(buffer, POLICY_VALUE_SIZE, "%s",
			       policy_command_lines[*(const enum policy_command_line *)field]);
		break;
	case POLICY_TYPE_RATE:
		format_rate(field, buffer, POLICY_VALUE_SIZE);
		break;
	case POLICY_TYPE_SIZE:
		quantity_format_size(*(const uint64_t *)field, buffer, POLICY_VALUE_SIZE);
		break;
	case POLICY_TYPE_DURATION:
		quantity_format_duration(*(const uint64_t *)field, buffer, POLICY_VALUE_SIZE);
		break;
	case POLICY_TYPE_BOOLEAN:
		(void)snprintf(buffer, POLICY_VALUE_SIZE, "%s",
			       *(const bool *)field ? "yes" : "no");
		break;
	}
}
