/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl fds */
#include <stdio.h>

#include "minidumpctl/dump/dump_view.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/table.h"
#include "minidumpctl/verbs.h"

static const struct table_column columns[] = {
	{ .title = "FD", .right = true },
	{ .title = "TARGET" },
};

static int print(const struct dump_printer *printer, const struct dump *dump)
{
	_cleanup_(table_done) struct table table =
		table_of(columns, sizeof(columns) / sizeof(columns[0]));

	table.is_coloured = printer->invocation->is_coloured;
	for (size_t i = 0; i < dump->capture->n_fds; i++) {
		char number[16];

		(void)snprintf(number, sizeof(number), "%d", dump->capture->fds[i].fd);
		if (table_add(&table, number) < 0 ||
		    table_add(&table, dump->capture->fds[i].target) < 0)
			return STATUS_FAILED;
	}
	table_print(&table, table_terminal_width());
	return STATUS_DONE;
}

static json_t *to_json(const struct dump_printer *printer, const struct dump *dump)
{
	json_t *array = json_array();

	(void)printer;
	for (size_t i = 0; i < dump->capture->n_fds; i++) {
		json_t *object = json_object();

		(void)json_object_set_new(object, "fd", json_integer(dump->capture->fds[i].fd));
		(void)json_object_set_new(object, "target",
					  json_of_text(dump->capture->fds[i].target));
		(void)json_array_append_new(array, object);
	}
	return array;
}

int verb_fds(const struct invocation *invocation)
{
	static const struct dump_view view = { "fds", print, to_json };

	return dump_view_run(invocation, &view);
}
