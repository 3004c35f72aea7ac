/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/soft_error_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"

/* A member as a number, whether it is written as one or as a string. */
static long long number_member(const json_t *item, const char *name)
{
	const json_t *member = json_object_get(item, name);

	if (json_is_string(member))
		return strtoll(json_string_value(member), NULL, 10);
	return json_integer_value(member);
}

/* "victim_gone" reads better without the line. */
static char *spelled_out(const char *code)
{
	char *text = strdup(code);

	for (char *c = text; c && *c; c++)
		if (*c == '_')
			*c = ' ';
	return text;
}

char *soft_error_text(const json_t *item)
{
	const char *code = json_string_value(json_object_get(item, "code"));
	const char *subject = json_string_value(json_object_get(item, "subject"));
	long long error = number_member(item, "errno"), count = number_member(item, "count");
	_cleanup_free_ char *words = code ? spelled_out(code) : NULL;
	char cause[128] = "", times[32] = "";
	char *text;

	if (!words)
		return NULL;
	if (error > 0 && error <= 4095)
		(void)snprintf(cause, sizeof(cause), " (%s)", strerror((int)error));
	if (count > 1)
		(void)snprintf(times, sizeof(times), ", count %lld", count);
	if (asprintf(&text, "%s%s%s%s%s", words, subject && *subject ? ": " : "",
		     subject ? subject : "", cause, times) < 0)
		return NULL;
	return text;
}
