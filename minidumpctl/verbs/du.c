/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl du */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "lib/base/cleanup.h"
#include "lib/store/report_files.h"
#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/print/progress.h"
#include "minidumpctl/print/size_text.h"
#include "minidumpctl/print/table.h"
#include "minidumpctl/reports/report.h"
#include "minidumpctl/system/usage_tally.h"
#include "minidumpctl/verbs.h"

/* Of programs and signatures a person wants to see the largest. */
#define GROUPS_SHOWN 10

enum division { BY_STATE, BY_USER, BY_PROGRAM, BY_SIGNATURE, DIVISION_END_ };

static const struct {
	const char *title, *member; /* of the table, and of the JSON object */
	const char *key;	    /* in the .extra; NULL: the report's state */
} divisions[DIVISION_END_] = {
	[BY_STATE] = { "STATE", "states", NULL },
	[BY_USER] = { "UID", "users", EXTRA_UID },
	[BY_PROGRAM] = { "EXE", "executables", EXTRA_EXE },
	[BY_SIGNATURE] = { "SIGNATURE", "signatures", EXTRA_SIGNATURE },
};

struct disk_usage {
	struct usage_tally tallies[DIVISION_END_];
	struct usage_group total;
};

static void disk_usage_done(struct disk_usage *usage)
{
	for (size_t i = 0; i < DIVISION_END_; i++)
		usage_tally_done(&usage->tallies[i]);
}

static uint64_t size_of(const struct store *store, const struct report *report)
{
	struct report_files files;

	if (report->indexed)
		return report->indexed->bytes;
	report_files_look(store, &report->entry, &files);
	return files.bytes;
}

static int count_report(struct disk_usage *usage, struct catalog *catalog,
			const struct store_report *entry)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;
	uint64_t bytes;
	int error = 0;

	(void)catalog_load(catalog, entry, &report);
	bytes = size_of(&catalog->store, &report);
	usage->total.n_reports++;
	usage->total.bytes += bytes;
	for (size_t i = 0; error == 0 && i < DIVISION_END_; i++) {
		const char *name = divisions[i].key ? report_text(&report, divisions[i].key)
						    : report_state_name(entry->state);

		error = usage_tally_add(&usage->tallies[i], name ? name : "-", bytes);
	}
	return error;
}

static int count_all(struct disk_usage *usage, struct catalog *catalog)
{
	struct progress progress = progress_of("reading reports");
	const struct store_list *list;
	int error = catalog_list(catalog, &list);

	if (error < 0)
		return error;
	for (size_t i = 0; error == 0 && i < list->n_reports; i++) {
		error = count_report(usage, catalog, &list->reports[i]);
		progress_step(&progress);
	}
	progress_done(&progress);
	if (error < 0)
		complain("out of memory");
	for (size_t i = 0; i < DIVISION_END_; i++)
		usage_tally_finish(&usage->tallies[i]);
	return error;
}

static int add_row(struct table *table, const struct usage_group *group)
{
	char count[24], size[SIZE_TEXT_SIZE];

	(void)snprintf(count, sizeof(count), "%" PRIu64, group->n_reports);
	size_text(group->bytes, size);
	if (table_add(table, count) < 0 || table_add(table, size) < 0 ||
	    table_add(table, group->name) < 0)
		return -ENOMEM;
	return 0;
}

static int print_division(const struct usage_tally *tally, const char *title, bool is_coloured)
{
	const struct table_column columns[] = {
		{ .title = "REPORTS", .right = true },
		{ .title = "SIZE", .right = true },
		{ .title = title },
	};
	_cleanup_(table_done) struct table table = table_of(columns, 3);
	int error = 0;

	table.is_coloured = is_coloured;
	for (size_t i = 0; error == 0 && i < tally->n_groups && i < GROUPS_SHOWN; i++)
		error = add_row(&table, &tally->groups[i]);
	if (error < 0)
		return error;
	table_print(&table, table_terminal_width());
	if (tally->n_groups > GROUPS_SHOWN)
		printf("and %zu more\n", tally->n_groups - GROUPS_SHOWN);
	printf("\n");
	return 0;
}

static int print_text(const struct disk_usage *usage, bool is_coloured)
{
	char size[SIZE_TEXT_SIZE];

	for (size_t i = 0; usage->total.n_reports > 0 && i < DIVISION_END_; i++)
		if (print_division(&usage->tallies[i], divisions[i].title, is_coloured) < 0) {
			complain("out of memory");
			return STATUS_FAILED;
		}
	size_text(usage->total.bytes, size);
	printf("%" PRIu64 " reports take %s.\n", usage->total.n_reports, size);
	return STATUS_DONE;
}

static json_t *group_to_json(const struct usage_group *group)
{
	json_t *object = json_object();

	(void)json_object_set_new(object, "name", json_string(group->name));
	(void)json_object_set_new(object, "reports", json_integer((json_int_t)group->n_reports));
	(void)json_object_set_new(object, "bytes", json_integer((json_int_t)group->bytes));
	return object;
}

static json_t *tally_to_json(const struct usage_tally *tally)
{
	json_t *array = json_array();

	for (size_t i = 0; i < tally->n_groups; i++)
		(void)json_array_append_new(array, group_to_json(&tally->groups[i]));
	return array;
}

static int print_json(const struct disk_usage *usage)
{
	struct json_array array = JSON_ARRAY_INIT;
	json_t *object = json_object();

	(void)json_object_set_new(object, "reports",
				  json_integer((json_int_t)usage->total.n_reports));
	(void)json_object_set_new(object, "bytes", json_integer((json_int_t)usage->total.bytes));
	for (size_t i = 0; i < DIVISION_END_; i++)
		(void)json_object_set_new(object, divisions[i].member,
					  tally_to_json(&usage->tallies[i]));
	if (json_array_print(&array, object) < 0)
		return STATUS_FAILED;
	json_array_finish(&array);
	return STATUS_DONE;
}

int verb_du(const struct invocation *invocation, struct catalog *catalog)
{
	_cleanup_(disk_usage_done) struct disk_usage usage = { .total = { .name = "" } };

	if (count_all(&usage, catalog) < 0)
		return STATUS_FAILED;
	return invocation->json ? print_json(&usage) : print_text(&usage, invocation->is_coloured);
}
