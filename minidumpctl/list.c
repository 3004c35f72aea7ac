/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl list */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "minidumpctl/json_array.h"
#include "minidumpctl/message.h"
#include "minidumpctl/report_json.h"
#include "minidumpctl/selection.h"
#include "minidumpctl/short_id.h"
#include "minidumpctl/table.h"
#include "minidumpctl/time_text.h"
#include "minidumpctl/verbs.h"
#include "minidumpctl/where.h"

const struct option_spec list_options[] = {
	{ "full-ids", '\0', NULL, offsetof(struct invocation, full_ids), "do not shorten ids" },
	OPTIONS_END,
};

static const struct table_column columns[] = {
	{ .title = "TIME" },
	{ .title = "ID" },
	{ .title = "PID", .right = true },
	{ .title = "UID", .right = true },
	{ .title = "SIGNAL" },
	{ .title = "EXE" },
	{ .title = "WHERE" },
};

/* What there is to list: the whole store, or a selection. */
struct listing {
	const struct store_report *reports; /* borrowed */
	size_t n_reports;
	const struct store_list *all; /* ids are shortened among these; NULL: not at all */
};

/* What stands in place of the crash's location in a report that does not tell it. */
static const char *where_substitute(const struct report *report)
{
	switch (report->entry.state) {
	case REPORT_WRITING:
		return "(being written)";
	case REPORT_SPOOLED:
		return "(not converted yet)";
	default:
		return report->extra ? "-" : "(unreadable)";
	}
}

static int add_row(struct table *table, const struct invocation *invocation,
		   struct catalog *catalog, const struct listing *listing,
		   const struct report *report)
{
	_cleanup_free_ char *where = where_text(catalog, report);
	char time[TIME_TEXT_SIZE], id[REPORT_ID_SIZE];
	size_t length = REPORT_ID_LENGTH;

	if (listing->all && !invocation->full_ids)
		length = short_id_length(listing->all, report->entry.id);
	(void)snprintf(id, sizeof(id), "%.*s", (int)length, report->entry.id);
	time_text_short(report_time_ns(report), invocation->utc, time);

	const char *const cells[] = {
		time,
		id,
		report_text(report, EXTRA_PID),
		report_text(report, EXTRA_UID),
		report_text(report, EXTRA_SIGNAL),
		report_program(report),
		where ? where : where_substitute(report),
	};
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		if (table_add(table, cells[i]) < 0)
			return STATUS_FAILED;
	return STATUS_DONE;
}

/* The width of the terminal on stdout; 0 if it is none, and lines are not to be cut. */
static size_t terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col;
}

static int print_table(const struct invocation *invocation, struct catalog *catalog,
		       const struct listing *listing)
{
	_cleanup_(table_done) struct table table =
		table_of(columns, sizeof(columns) / sizeof(*columns));
	int status = STATUS_DONE;

	for (size_t i = 0; i < listing->n_reports; i++) {
		_cleanup_(report_done) struct report report = REPORT_INIT;

		if (report_load(&catalog->store, &listing->reports[i], &report) < 0) {
			complain("%s", report.problem);
			status = STATUS_FAILED;
		}
		if (add_row(&table, invocation, catalog, listing, &report) != STATUS_DONE) {
			complain("out of memory");
			return STATUS_FAILED;
		}
	}
	if (listing->n_reports > 0)
		table_print(&table, terminal_width());
	return status;
}

static int print_json(struct catalog *catalog, const struct listing *listing)
{
	struct json_array array = JSON_ARRAY_INIT;
	int status = STATUS_DONE;

	for (size_t i = 0; i < listing->n_reports; i++) {
		_cleanup_(report_done) struct report report = REPORT_INIT;

		if (report_load(&catalog->store, &listing->reports[i], &report) < 0) {
			complain("%s", report.problem);
			status = STATUS_FAILED;
		}
		if (json_array_print(&array, report_to_json(catalog, &report)) < 0)
			return STATUS_FAILED;
	}
	json_array_finish(&array);
	return status;
}

static int print_listing(const struct invocation *invocation, struct catalog *catalog,
			 const struct listing *listing)
{
	if (invocation->json)
		return print_json(catalog, listing);
	return print_table(invocation, catalog, listing);
}

static int list_all(const struct invocation *invocation, struct catalog *catalog)
{
	const struct store_list *list;
	struct listing listing;

	if (catalog_list(catalog, &list) < 0)
		return STATUS_FAILED;
	if (list->n_reports == 0 && !invocation->json)
		advise("No crashes are recorded in %s.", catalog->store.path);
	listing = (struct listing){ list->reports, list->n_reports, list };
	return print_listing(invocation, catalog, &listing);
}

int verb_list(const struct invocation *invocation, struct catalog *catalog)
{
	_cleanup_(selection_done) struct selection selection = SELECTION_INIT;
	struct listing listing;
	int status;

	if (invocation->n_arguments == 0)
		return list_all(invocation, catalog);
	status = selection_of(catalog, invocation, NULL, &selection);
	listing = (struct listing){ selection.reports, selection.n_reports,
				    catalog->is_listed ? &catalog->list : NULL };
	if (print_listing(invocation, catalog, &listing) != STATUS_DONE)
		status = STATUS_FAILED;
	return status;
}
