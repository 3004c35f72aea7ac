/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl maps */
#include <stdio.h>

#include "minidumpctl/dump/dump_view.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/table.h"
#include "minidumpctl/verbs.h"

static const struct table_column columns[] = {
	{ .title = "START", .right = true },
	{ .title = "END", .right = true },
	{ .title = "FLAGS" },
	{ .title = "OFFSET", .right = true },
	{ .title = "CAPTURED", .right = true },
	{ .title = "PATH", .style = STYLE_PLACE },
};

/* "rwxp", as in /proc/PID/maps. */
static void flags_text(unsigned int flags, char ret_text[5])
{
	(void)snprintf(ret_text, 5, "%c%c%c%c", flags & MAPPING_READ ? 'r' : '-',
		       flags & MAPPING_WRITE ? 'w' : '-', flags & MAPPING_EXEC ? 'x' : '-',
		       flags & MAPPING_SHARED ? 's' : 'p');
}

/*
 * How many bytes of the mapping the dump has. Mappings and ranges both ascend: *cursor moves with
 * the mappings.
 */
static uint64_t captured(const struct memory_plan *plan, const struct capture_mapping *mapping,
			 size_t *cursor)
{
	uint64_t bytes = 0;

	for (; *cursor < plan->n_ranges; (*cursor)++) {
		const struct memory_range *range = &plan->ranges[*cursor];
		uint64_t end = range->start + range->size;
		uint64_t from = range->start > mapping->start ? range->start : mapping->start;
		uint64_t to = end < mapping->end ? end : mapping->end;

		if (range->start >= mapping->end)
			break;
		if (from < to)
			bytes += to - from;
		if (end > mapping->end)
			break;
	}
	return bytes;
}

static int add_row(struct table *table, const struct capture_mapping *mapping, uint64_t bytes)
{
	char start[24], end[24], flags[5], offset[24], count[24];
	const char *const cells[] = {
		start, end, flags, offset, bytes ? count : "", mapping->path
	};

	(void)snprintf(start, sizeof(start), "0x%llx", (unsigned long long)mapping->start);
	(void)snprintf(end, sizeof(end), "0x%llx", (unsigned long long)mapping->end);
	(void)snprintf(offset, sizeof(offset), "0x%llx", (unsigned long long)mapping->file_offset);
	(void)snprintf(count, sizeof(count), "%llu", (unsigned long long)bytes);
	flags_text(mapping->flags, flags);
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		if (table_add(table, cells[i]) < 0)
			return STATUS_FAILED;
	return STATUS_DONE;
}

static int print(const struct dump_printer *printer, const struct dump *dump)
{
	_cleanup_(table_done) struct table table =
		table_of(columns, sizeof(columns) / sizeof(columns[0]));
	const struct crash_capture *capture = dump->capture;
	size_t cursor = 0;

	table.is_coloured = printer->invocation->is_coloured;
	for (size_t i = 0; i < capture->n_mappings; i++)
		if (add_row(&table, &capture->mappings[i],
			    captured(&capture->memory, &capture->mappings[i], &cursor)) !=
		    STATUS_DONE)
			return STATUS_FAILED;
	table_print(&table, table_terminal_width());
	return STATUS_DONE;
}

static json_t *mapping_to_json(const struct capture_mapping *mapping, uint64_t bytes)
{
	json_t *object = json_object();
	char flags[5];

	flags_text(mapping->flags, flags);
	(void)json_object_set_new(object, "start", json_of_address(mapping->start));
	(void)json_object_set_new(object, "end", json_of_address(mapping->end));
	(void)json_object_set_new(object, "flags", json_string(flags));
	(void)json_object_set_new(object, "offset", json_integer((json_int_t)mapping->file_offset));
	(void)json_object_set_new(object, "inode", json_integer((json_int_t)mapping->inode));
	(void)json_object_set_new(object, "path", json_of_text(mapping->path));
	(void)json_object_set_new(object, "captured", json_integer((json_int_t)bytes));
	return object;
}

static json_t *to_json(const struct dump_printer *printer, const struct dump *dump)
{
	const struct crash_capture *capture = dump->capture;
	json_t *array = json_array();
	size_t cursor = 0;

	(void)printer;
	for (size_t i = 0; i < capture->n_mappings; i++)
		(void)json_array_append_new(
			array, mapping_to_json(
				       &capture->mappings[i],
				       captured(&capture->memory, &capture->mappings[i], &cursor)));
	return array;
}

int verb_maps(const struct invocation *invocation)
{
	static const struct dump_view view = { "maps", print, to_json };

	return dump_view_run(invocation, &view);
}
