/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MozSoftErrors as our converter writes it: a JSON array of objects. Other items are not ours. */
#include <jansson.h>
#include <string.h>

#include "lib/minidump/reading.h"

static enum soft_error_code code_of(const char *name)
{
	for (int code = SOFT_ERROR_NONE + 1; code < SOFT_ERROR_END_; code++)
		if (strcmp(soft_error_name((enum soft_error_code)code), name) == 0)
			return (enum soft_error_code)code;
	return SOFT_ERROR_NONE;
}

static void read_item(struct minidump_reading *reading, const json_t *item)
{
	const char *name = json_string_value(json_object_get(item, "code"));
	const char *subject = json_string_value(json_object_get(item, "subject"));
	json_int_t error = json_integer_value(json_object_get(item, "errno"));
	json_int_t count = json_integer_value(json_object_get(item, "count"));
	enum soft_error_code code = name ? code_of(name) : SOFT_ERROR_NONE;

	if (code == SOFT_ERROR_NONE)
		return;
	soft_errors_add_count(&reading->capture->soft_errors, code, subject ? subject : "",
			      error > 0 && error <= INT32_MAX ? (int)error : 0,
			      count > 0 ? (uint64_t)count : 1);
}

void minidump_read_soft_errors(struct minidump_reading *reading)
{
	struct bytes text = minidump_stream(reading, MD_MOZ_SOFT_ERRORS, LIMIT_SOFT_ERROR_TEXT);
	json_t *array, *item;
	size_t i;

	if (text.size == 0)
		return;
	array = json_loadb((const char *)text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
	if (!array)
		minidump_complain(reading, "MozSoftErrors of the minidump");
	json_array_foreach(array, i, item)
	{
		read_item(reading, item);
	}
	json_decref(array);
}
