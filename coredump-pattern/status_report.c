/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coredump-pattern/status_report.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/escape.h"

#define ESCAPED_SIZE (2 * CORE_PATTERN_SIZE * ESCAPE_MAX_EXPANSION + 1)

static const char *const state_names[] = {
	[CORE_PATTERN_OURS] = "ours",
	[CORE_PATTERN_NOT_OURS] = "not ours",
	[CORE_PATTERN_TAKEN_OVER] = "taken over",
};

static void print_field(const char *name, const char *value)
{
	char escaped[ESCAPED_SIZE];

	(void)escape_text(escaped, sizeof(escaped), value, strlen(value));
	printf("%15s: %s\n", name, escaped);
}

static void print_state(const struct core_pattern_status *status)
{
	const char *path = status->handler.path;
	char text[CORE_PATTERN_SIZE + 32];

	if (status->state != CORE_PATTERN_TAKEN_OVER)
		print_field("State", state_names[status->state]);
	else {
		(void)snprintf(text, sizeof(text), "taken over by %s",
			       path[0] ? path : "a pattern for core files");
		print_field("State", text);
	}
}

void status_report_print(const struct core_pattern_status *status, const char *fault)
{
	print_state(status);
	if (fault[0])
		print_field("Fault", fault);
	if (status->handler.path[0])
		print_field("Handler", status->handler.path);
	if (status->handler.config[0])
		print_field("Configuration", status->handler.config);
	print_field("Pattern", status->current.pattern);
	print_field("Pipe limit", status->current.limit);
	if (status->has_previous) {
		print_field("Before", status->previous.pattern);
		print_field("Limit before", status->previous.limit);
	}
}

/* A text that is no UTF-8 is escaped; an empty one is null. */
static json_t *text_or_null(const char *text)
{
	char escaped[ESCAPED_SIZE];
	json_t *string;

	if (text[0] == '\0')
		return json_null();
	string = json_string(text);
	if (string)
		return string;
	(void)escape_text(escaped, sizeof(escaped), text, strlen(text));
	return json_string(escaped);
}

static json_t *setting_object(const struct core_setting *setting)
{
	return json_pack("{s:o, s:I}", "pattern", text_or_null(setting->pattern), "pipe_limit",
			 (json_int_t)strtoll(setting->limit, NULL, 10));
}

int status_report_print_json(const struct core_pattern_status *status, const char *fault)
{
	json_t *root = json_pack(
		"{s:s, s:o, s:o, s:o, s:o, s:o}", "state", state_names[status->state], "handler",
		text_or_null(status->handler.path), "config", text_or_null(status->handler.config),
		"fault", text_or_null(fault), "current", setting_object(&status->current),
		"previous", status->has_previous ? setting_object(&status->previous) : json_null());

	if (!root)
		return -ENOMEM;
	(void)json_dumpf(root, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(root);
	return 0;
}
