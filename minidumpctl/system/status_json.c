/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/system/status_json.h"

#include <stdlib.h>
#include <string.h>

#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/time_text.h"

static json_t *number(uint64_t value)
{
	return json_integer(value > INT64_MAX ? INT64_MAX : (json_int_t)value);
}

static json_t *number_or_null(bool is_known, uint64_t value)
{
	return is_known ? number(value) : json_null();
}

static json_t *time_or_null(uint64_t time_ns)
{
	char time[TIME_TEXT_SIZE];

	if (time_ns == 0)
		return json_null();
	time_text_rfc3339(time_ns, time);
	return json_string(time);
}

static json_t *text_or_null(const char *text)
{
	return text[0] ? json_of_text(text) : json_null();
}

static json_t *pattern_object(const struct system_status *status)
{
	if (!status->has_pattern)
		return json_null();
	return json_pack("{s:b, s:o, s:o, s:I}", "ours", status->handler.is_ours, "handler",
			 text_or_null(status->handler.path), "config",
			 text_or_null(status->handler.config), "pipe_limit",
			 (json_int_t)strtoll(status->setting.limit, NULL, 10));
}

static json_t *counts_object(const struct system_status *status)
{
	json_t *object = json_object();

	for (size_t i = 0; i < OUTCOME_END_; i++) {
		const struct outcome_count *found = &status->counts.of[i];

		(void)json_object_set_new(object, outcome_label((enum outcome)i),
					  json_pack("{s:o, s:o}", "count", number(found->count),
						    "last", time_or_null(found->last_ns)));
	}
	return object;
}

static json_t *queue_object(const struct system_status *status)
{
	if (!status->has_queue)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "writing", number(status->n_writing), "spooled",
			 number(status->n_spooled), "failed", number(status->n_failed));
}

static json_t *store_object(const struct system_status *status)
{
	if (status->store_error < 0)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o}", "path", text_or_null(status->store.path),
			 "reports", number_or_null(status->has_reports, status->n_reports), "bytes",
			 number_or_null(status->has_usage, status->bytes), "max_bytes",
			 number_or_null(status->max_bytes != UINT64_MAX, status->max_bytes));
}

int status_json_print(const struct system_status *status)
{
	struct json_array array = JSON_ARRAY_INIT;
	json_t *object = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o}", "core_pattern", pattern_object(status),
		"last_crash", time_or_null(system_status_last_crash(status)), "outcomes",
		counts_object(status), "unaccounted", number(system_status_unaccounted(status)),
		"queue", queue_object(status), "store", store_object(status));

	if (json_array_print(&array, object) < 0)
		return STATUS_FAILED;
	json_array_finish(&array);
	return STATUS_DONE;
}
