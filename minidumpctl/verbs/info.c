/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl info */
#include <stdio.h>

#include "minidumpctl/dump/backtrace.h"
#include "minidumpctl/dump/capture_extra.h"
#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/reports/info_page.h"
#include "minidumpctl/reports/report_json.h"
#include "minidumpctl/verbs.h"

/* A dump that lies alone tells itself what its .extra would tell. */
static void tell_of_dump(struct dump_file *file, const struct dump *dump)
{
	if (!file->report.extra && !*file->report.entry.id)
		file->report.extra = capture_to_extra(dump->capture);
}

static void print_page(const struct invocation *invocation, struct catalog *catalog,
		       const struct dump_file *file, const struct dump *dump)
{
	info_page_print(catalog, &file->report, invocation);
	if (!dump->capture)
		return;
	printf("\nBacktrace of the crashing thread, raw:\n");
	backtrace_print(dump, crashing_registers(dump->capture), &catalog->symbols, "  ");
}

static json_t *to_json(struct catalog *catalog, const struct dump_file *file,
		       const struct dump *dump)
{
	json_t *object = report_to_json(catalog, &file->report);

	report_add_details(object, &file->report);
	if (!*file->report.entry.id) {
		(void)json_object_set_new(object, "id", json_null());
		(void)json_object_set_new(object, "state", json_null());
		(void)json_object_set_new(object, "minidump", json_of_text(file->path));
	}
	(void)json_object_set_new(
		object, "backtrace",
		dump->capture ? backtrace_to_json(dump, crashing_registers(dump->capture),
						  &catalog->symbols)
			      : json_null());
	return object;
}

static int show(struct dump_finder *finder, const char *selector, struct json_array *array)
{
	_cleanup_(dump_file_done) struct dump_file file = DUMP_FILE_INIT;
	_cleanup_(dump_done) struct dump dump = DUMP_INIT;
	const struct invocation *invocation = finder->invocation;
	int status = STATUS_DONE;

	if (dump_finder_find(finder, selector, &file) < 0)
		return STATUS_FAILED;
	if (*file.report.problem || (file.fd >= 0 && dump_read(&file, &dump) < 0))
		status = STATUS_FAILED;
	if (dump.capture)
		tell_of_dump(&file, &dump);
	else if (!*file.report.entry.id)
		return STATUS_FAILED;
	if (invocation->json)
		return json_array_print(array, to_json(&finder->catalog, &file, &dump)) < 0
			       ? STATUS_FAILED
			       : status;
	if (array->n_items++ > 0)
		printf("\n");
	print_page(invocation, &finder->catalog, &file, &dump);
	return status;
}

int verb_info(const struct invocation *invocation)
{
	_cleanup_(dump_finder_done) struct dump_finder finder = dump_finder_of(invocation);
	struct json_array array = JSON_ARRAY_INIT;
	int status = STATUS_DONE;

	if (invocation->n_arguments == 0)
		status = show(&finder, "latest", &array);
	for (size_t i = 0; i < invocation->n_arguments; i++)
		if (show(&finder, invocation->arguments[i], &array) != STATUS_DONE)
			status = STATUS_FAILED;
	if (invocation->json)
		json_array_finish(&array);
	return status;
}
