/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/report_json.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "minidumpctl/print/time_text.h"

enum member_kind {
	MEMBER_TEXT,
	MEMBER_NUMBER, /* a decimal number, at most 63 bits */
};

/* Members whose values are those of the .extra. */
static const struct {
	const char *name, *key;
	enum member_kind kind;
} members[] = {
	{ "pid", EXTRA_PID, MEMBER_NUMBER },	   { "tid", EXTRA_TID, MEMBER_NUMBER },
	{ "uid", EXTRA_UID, MEMBER_NUMBER },	   { "gid", EXTRA_GID, MEMBER_NUMBER },
	{ "exe", EXTRA_EXE, MEMBER_TEXT },	   { "comm", EXTRA_COMM, MEMBER_TEXT },
	{ "signal", EXTRA_SIGNAL, MEMBER_TEXT },   { "code", EXTRA_CODE, MEMBER_TEXT },
	{ "address", EXTRA_ADDRESS, MEMBER_TEXT }, { "where", EXTRA_WHERE, MEMBER_TEXT },
};

/* A string, or null where there is none. Bytes that are no UTF-8 do not come out of jansson. */
static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *number_or_null(const struct report *report, const char *key)
{
	uint64_t value;

	if (!report_number(report, key, &value) || value > INT64_MAX)
		return json_null();
	return json_integer((json_int_t)value);
}

/* The absolute path of a file of the report, or null if the report has no such file. */
static json_t *path_or_null(const struct report *report, const char *suffix, bool exists)
{
	_cleanup_free_ char *path = exists ? report_path(report, suffix) : NULL;

	return text_or_null(path);
}

static void add_symbol(json_t *object, struct catalog *catalog, const struct report *report)
{
	char symbol[SYMBOL_TEXT_SIZE];
	json_t *value = NULL;

	if (symbol_cache_find(&catalog->symbols, report, symbol))
		value = json_string(symbol);
	/* A name that is no UTF-8 is no JSON string either. */
	(void)json_object_set_new(object, "symbol", value ? value : json_null());
}

json_t *report_to_json(struct catalog *catalog, const struct report *report)
{
	bool is_converted = report->entry.state >= REPORT_PENDING;
	json_t *object = json_object();
	char time[TIME_TEXT_SIZE];

	time_text_rfc3339(report_time_ns(report), time);
	(void)json_object_set_new(object, "id", json_string(report->entry.id));
	(void)json_object_set_new(object, "time", json_string(time));
	(void)json_object_set_new(object, "state",
				  json_string(report_state_name(report->entry.state)));
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		(void)json_object_set_new(
			object, members[i].name,
			members[i].kind == MEMBER_NUMBER
				? number_or_null(report, members[i].key)
				: text_or_null(report_text(report, members[i].key)));
	add_symbol(object, catalog, report);
	(void)json_object_set_new(
		object, "minidump",
		path_or_null(report, STORE_SUFFIX_DMP, report->entry.has_minidump));
	(void)json_object_set_new(object, "extra",
				  path_or_null(report, STORE_SUFFIX_EXTRA, is_converted));
	return object;
}

void report_add_details(json_t *object, const struct report *report)
{
	const char *text = report_text(report, EXTRA_SOFT_ERRORS);
	json_t *errors = text ? json_loads(text, 0, NULL) : json_array();

	if (!json_is_array(errors)) {
		json_decref(errors);
		errors = json_null();
	}
	(void)json_object_set_new(object, "soft_errors", errors);
	(void)json_object_set(object, "values", report->extra ? report->extra : json_null());
}
