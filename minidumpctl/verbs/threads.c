/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl threads */
#include <stdio.h>

#include "minidumpctl/dump/backtrace.h"
#include "minidumpctl/dump/dump_view.h"
#include "minidumpctl/print/escaped.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/table.h"
#include "minidumpctl/verbs.h"

const struct option_spec threads_options[] = {
	{ "backtrace", 'b', NULL, offsetof(struct invocation, backtrace),
	  "show a raw backtrace of each thread" },
	OPTIONS_END,
};

static const struct table_column columns[] = {
	{ .title = "" },
	{ .title = "TID", .right = true },
	{ .title = "NAME" },
	{ .title = "SP", .right = true },
	{ .title = "WHERE", .style = STYLE_PLACE },
};

static bool is_crashing(const struct dump *dump, const struct capture_thread *thread)
{
	return thread == crash_capture_crashing_thread(dump->capture);
}

static int add_row(struct table *table, const struct dump *dump,
		   const struct capture_thread *thread)
{
	char tid[16], sp[24], place[PLACE_TEXT_SIZE];
	bool has_registers = thread->source != REGISTERS_NONE;
	const char *const cells[] = {
		is_crashing(dump, thread) ? "*" : "", tid,
		*thread->name ? thread->name : NULL,  has_registers ? sp : NULL,
		has_registers ? place : NULL,
	};

	(void)snprintf(tid, sizeof(tid), "%u", thread->tid);
	(void)snprintf(sp, sizeof(sp), "0x%llx", (unsigned long long)thread->stack_pointer);
	dump_place_text(dump, thread->instruction_pointer, place);
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		if (table_add(table, cells[i]) < 0)
			return STATUS_FAILED;
	return STATUS_DONE;
}

static int print_table(const struct dump_printer *printer, const struct dump *dump)
{
	_cleanup_(table_done) struct table table =
		table_of(columns, sizeof(columns) / sizeof(columns[0]));

	table.is_coloured = printer->invocation->is_coloured;
	for (size_t i = 0; i < dump->capture->n_threads; i++)
		if (add_row(&table, dump, &dump->capture->threads[i]) != STATUS_DONE)
			return STATUS_FAILED;
	table_print(&table, table_terminal_width());
	return STATUS_DONE;
}

static void print_backtraces(const struct dump_printer *printer, const struct dump *dump)
{
	for (size_t i = 0; i < dump->capture->n_threads; i++) {
		const struct capture_thread *thread = &dump->capture->threads[i];
		_cleanup_free_ char *name = escaped_copy(thread->name);

		printf("%sThread %u%s%s%s%s\n", i == 0 ? "" : "\n", thread->tid,
		       *thread->name ? " \"" : "", name ? name : "", *thread->name ? "\"" : "",
		       is_crashing(dump, thread) ? " (crashed)" : "");
		backtrace_print(dump, &thread->registers, printer->symbols, "  ");
	}
}

static int print(const struct dump_printer *printer, const struct dump *dump)
{
	if (!printer->invocation->backtrace)
		return print_table(printer, dump);
	print_backtraces(printer, dump);
	return STATUS_DONE;
}

static json_t *address_or_null(const struct capture_thread *thread, uint64_t address)
{
	return thread->source == REGISTERS_NONE ? json_null() : json_of_address(address);
}

static json_t *thread_to_json(const struct dump_printer *printer, const struct dump *dump,
			      const struct capture_thread *thread)
{
	char place[PLACE_TEXT_SIZE];
	json_t *object = json_object();

	dump_place_text(dump, thread->instruction_pointer, place);
	(void)json_object_set_new(object, "tid", json_integer(thread->tid));
	(void)json_object_set_new(object, "ns_tid", json_integer(thread->ns_tid));
	(void)json_object_set_new(object, "name", json_of_text(thread->name));
	(void)json_object_set_new(object, "crashing", json_boolean(is_crashing(dump, thread)));
	(void)json_object_set_new(object, "ip",
				  address_or_null(thread, thread->instruction_pointer));
	(void)json_object_set_new(object, "sp", address_or_null(thread, thread->stack_pointer));
	(void)json_object_set_new(object, "where",
				  thread->source == REGISTERS_NONE ? json_null()
								   : json_of_text(place));
	if (printer->invocation->backtrace)
		(void)json_object_set_new(
			object, "backtrace",
			backtrace_to_json(dump, &thread->registers, printer->symbols));
	return object;
}

static json_t *to_json(const struct dump_printer *printer, const struct dump *dump)
{
	json_t *array = json_array();

	for (size_t i = 0; i < dump->capture->n_threads; i++)
		(void)json_array_append_new(
			array, thread_to_json(printer, dump, &dump->capture->threads[i]));
	return array;
}

int verb_threads(const struct invocation *invocation)
{
	static const struct dump_view view = { "threads", print, to_json };

	return dump_view_run(invocation, &view);
}
