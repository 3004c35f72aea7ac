/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl modules */
#include <stdio.h>

#include "minidumpctl/dump/dump_view.h"
#include "minidumpctl/print/hex_text.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/table.h"
#include "minidumpctl/verbs.h"

static const struct table_column columns[] = {
	{ .title = "BASE", .right = true },
	{ .title = "SIZE", .right = true },
	{ .title = "BUILD-ID" },
	{ .title = "PATH", .style = STYLE_PLACE },
};

static int add_row(struct table *table, const struct capture_module *module)
{
	_cleanup_free_ char *build_id = hex_text(module->build_id);
	char base[24], size[24];
	const char *const cells[] = { base, size, build_id && *build_id ? build_id : NULL,
				      module->path };

	(void)snprintf(base, sizeof(base), "0x%llx", (unsigned long long)module->base);
	(void)snprintf(size, sizeof(size), "0x%llx", (unsigned long long)module->size);
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		if (table_add(table, cells[i]) < 0)
			return STATUS_FAILED;
	return STATUS_DONE;
}

static int print(const struct dump_printer *printer, const struct dump *dump)
{
	_cleanup_(table_done) struct table table =
		table_of(columns, sizeof(columns) / sizeof(columns[0]));

	table.is_coloured = printer->invocation->is_coloured;
	for (size_t i = 0; i < dump->capture->n_modules; i++)
		if (add_row(&table, &dump->capture->modules[i]) != STATUS_DONE)
			return STATUS_FAILED;
	table_print(&table, table_terminal_width());
	return STATUS_DONE;
}

static json_t *module_to_json(const struct capture_module *module)
{
	json_t *object = json_object();

	(void)json_object_set_new(object, "base", json_of_address(module->base));
	(void)json_object_set_new(object, "size", json_integer((json_int_t)module->size));
	(void)json_object_set_new(object, "build_id",
				  module->build_id.size > 0 ? json_of_hex(module->build_id)
							    : json_null());
	(void)json_object_set_new(object, "path", json_of_text(module->path));
	(void)json_object_set_new(object, "main", json_boolean(module->is_main));
	(void)json_object_set_new(object, "deleted", json_boolean(module->is_deleted));
	return object;
}

static json_t *to_json(const struct dump_printer *printer, const struct dump *dump)
{
	json_t *array = json_array();

	(void)printer;
	for (size_t i = 0; i < dump->capture->n_modules; i++)
		(void)json_array_append_new(array, module_to_json(&dump->capture->modules[i]));
	return array;
}

int verb_modules(const struct invocation *invocation)
{
	static const struct dump_view view = { "modules", print, to_json };

	return dump_view_run(invocation, &view);
}
