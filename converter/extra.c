/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/extra.h"

#include "converter/extra_machine.h"
#include "converter/extra_object.h"
#include "converter/extra_process.h"
#include "converter/extra_signal.h"
#include "gen/paths.h"
#include "lib/base/cleanup.h"
#include "lib/store/extra_keys.h"

static json_t *soft_error_to_json(const char *code, const char *subject, int error, uint64_t count)
{
	_cleanup_(extra_object_done) struct extra_object item = EXTRA_OBJECT_INIT;

	extra_object_init(&item);
	extra_put_text(&item, "code", code);
	extra_put_text(&item, "subject", subject);
	(void)json_object_set_new(item.json, "errno", json_integer(error));
	(void)json_object_set_new(item.json, "count", json_integer((json_int_t)count));
	return json_incref(item.json);
}

static void put_soft_errors(struct extra_object *extra, const struct soft_errors *errors)
{
	json_t *list = json_array();

	for (size_t i = 0; i < errors->n_items; i++) {
		const struct soft_error *item = &errors->items[i];

		(void)json_array_append_new(list, soft_error_to_json(soft_error_name(item->code),
								     item->subject, item->error,
								     item->count));
	}
	if (errors->n_dropped > 0)
		(void)json_array_append_new(
			list, soft_error_to_json(soft_error_name(SOFT_ERROR_too_many),
						 "soft errors", 0, errors->n_dropped));
	extra_put_json(extra, EXTRA_SOFT_ERRORS, list);
}

static void put_result(struct extra_object *extra, const struct crash_capture *capture,
		       const struct extra_report *report)
{
	put_soft_errors(extra, &capture->soft_errors);
	extra_put_number(extra, EXTRA_COMPLETE, capture->complete ? 1 : 0);
	if (report->minidump_hash)
		extra_put_text(extra, EXTRA_MINIDUMP_SHA256, report->minidump_hash);
	if (report->no_dump_reason)
		extra_put_text(extra, EXTRA_NO_DUMP, report->no_dump_reason);
	if (report->readable_by_owner)
		extra_put_number(extra, EXTRA_READABLE_BY, capture->process.uid);
	extra_put_text(extra, EXTRA_GENERATOR, "minidumpd " MINIDUMPD_VERSION);
}

int extra_write(const struct crash_capture *capture, const struct extra_report *report, int fd)
{
	_cleanup_(extra_object_done) struct extra_object extra = EXTRA_OBJECT_INIT;

	extra_object_init(&extra);
	extra_put_text(&extra, EXTRA_REPORT_ID, report->id);
	extra_put_process(&extra, capture);
	extra_put_signal(&extra, capture);
	extra_put_where(&extra, capture);
	extra_put_signature(&extra, capture);
	extra_put_machine(&extra, capture);
	extra_put_contents(&extra, capture);
	put_result(&extra, capture, report);
	return extra_object_write(&extra, fd);
}
