/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/dump_view.h"

#include <stdio.h>

#include "minidumpctl/print/escaped.h"
#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/json_values.h"

/* A heading between the texts of several dumps. */
static void print_heading(const struct dump_file *file, bool is_first)
{
	_cleanup_free_ char *name = escaped_copy(dump_file_name(file));

	printf("%s%s:\n", is_first ? "" : "\n", name ? name : "");
}

static json_t *to_json(const struct dump_printer *printer, const struct dump_view *view,
		       const struct dump *dump)
{
	const char *id = dump->file->report.entry.id;
	json_t *object = json_object();

	(void)json_object_set_new(object, "id", *id ? json_string(id) : json_null());
	(void)json_object_set_new(object, "minidump", json_of_text(dump->file->path));
	if (json_object_set_new(object, view->member, view->to_json(printer, dump)) < 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static int show(struct dump_finder *finder, const char *selector,
		const struct dump_printer *printer, const struct dump_view *view,
		struct json_array *array)
{
	_cleanup_(dump_file_done) struct dump_file file = DUMP_FILE_INIT;
	_cleanup_(dump_done) struct dump dump = DUMP_INIT;

	if (dump_finder_find(finder, selector, &file) < 0 || dump_read(&file, &dump) < 0)
		return STATUS_FAILED;
	if (printer->invocation->json)
		return json_array_print(array, to_json(printer, view, &dump)) < 0 ? STATUS_FAILED
										  : STATUS_DONE;
	if (printer->invocation->n_arguments > 1)
		print_heading(&file, array->n_items++ == 0);
	return view->print(printer, &dump);
}

int dump_view_run(const struct invocation *invocation, const struct dump_view *view)
{
	_cleanup_(dump_finder_done) struct dump_finder finder = dump_finder_of(invocation);
	_cleanup_(symbol_cache_done) struct symbol_cache symbols = { .newest = NULL };
	const struct dump_printer printer = { invocation, &symbols };
	struct json_array array = JSON_ARRAY_INIT;
	int status = STATUS_DONE;

	if (invocation->n_arguments == 0)
		status = show(&finder, "latest", &printer, view, &array);
	for (size_t i = 0; i < invocation->n_arguments; i++)
		if (show(&finder, invocation->arguments[i], &printer, view, &array) != STATUS_DONE)
			status = STATUS_FAILED;
	if (invocation->json)
		json_array_finish(&array);
	return status;
}
