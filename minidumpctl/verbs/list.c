/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl list */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/print/table.h"
#include "minidumpctl/print/time_text.h"
#include "minidumpctl/reports/listing.h"
#include "minidumpctl/reports/listing_news.h"
#include "minidumpctl/reports/report_json.h"
#include "minidumpctl/reports/short_id.h"
#include "minidumpctl/reports/where.h"
#include "minidumpctl/verbs.h"

const struct option_spec list_options[] = {
	{ "since", 'S', "TIME", offsetof(struct invocation, since), "only crashes from then on" },
	{ "until", 'U', "TIME", offsetof(struct invocation, until), "only crashes up to then" },
	{ "exe", '\0', "PATTERN", offsetof(struct invocation, exe), "only of these executables" },
	{ "unit", 'u', "PATTERN", offsetof(struct invocation, unit),
	  "only of these systemd units" },
	{ "pid", '\0', "PID", offsetof(struct invocation, pid), "only of this process" },
	{ "uid", '\0', "USER", offsetof(struct invocation, uid), "only of this user" },
	{ "signal", '\0', "SIGNAL", offsetof(struct invocation, signal), "only by this signal" },
	{ "limit", 'n', "N", offsetof(struct invocation, limit), "only the N newest" },
	{ "reverse", 'r', NULL, offsetof(struct invocation, reverse), "oldest first" },
	{ "follow", 'f', NULL, offsetof(struct invocation, follow),
	  "oldest first, and go on with new crashes" },
	{ "full-ids", '\0', NULL, offsetof(struct invocation, full_ids), "do not shorten ids" },
	OPTIONS_END,
};

static const struct table_column columns[] = {
	{ .title = "TIME", .style = STYLE_FAINT },   { .title = "ID" },
	{ .title = "PID", .right = true },	     { .title = "UID", .right = true },
	{ .title = "SIGNAL", .style = STYLE_ALARM }, { .title = "EXE" },
	{ .title = "WHERE", .style = STYLE_PLACE },
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
		return report_is_known(report) ? "-" : "(unreadable)";
	}
}

static int add_row(struct table *table, const struct listing *listing, const struct report *report)
{
	_cleanup_free_ char *where = where_text(listing->catalog, report);
	char time[TIME_TEXT_SIZE], id[REPORT_ID_SIZE];
	size_t length = REPORT_ID_LENGTH;

	if (listing->all && !listing->invocation->full_ids)
		length = short_id_length(listing->all, report->entry.id);
	(void)snprintf(id, sizeof(id), "%.*s", (int)length, report->entry.id);
	time_text_short(report_time_ns(report), listing->invocation->utc, time);

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
			return -ENOMEM;
	return 0;
}

/* One report, as a row that is kept or as JSON that is printed. */
static int show(const struct store_report *entry, const struct listing *listing,
		struct table *table, struct json_array *array)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;
	int error, problem = catalog_load(listing->catalog, entry, &report);

	if (problem < 0)
		complain("%s", report.problem);
	if (listing->invocation->json)
		error = json_array_print(array, report_to_json(listing->catalog, &report));
	else
		error = add_row(table, listing, &report);
	return error < 0 ? error : problem;
}

/* Prints as they come: each in a line of its own, whole at once. */
static int show_news(const struct listing *listing, struct listing_news *news, struct table *table)
{
	struct store_report entry;

	while (listing_news_wait(news, listing, &entry) == 0) {
		struct json_array line = JSON_ARRAY_LINES;

		if (show(&entry, listing, table, &line) == -ENOMEM)
			return -ENOMEM;
		if (!listing->invocation->json)
			table_print_new(table, table_terminal_width());
		(void)fflush(stdout);
	}
	return -EIO;
}

static int show_all(const struct listing *listing, struct table *table, struct json_array *array)
{
	int status = STATUS_DONE;

	for (size_t i = 0; i < listing->n_reports; i++) {
		int error = show(listing_at(listing, i), listing, table, array);

		if (error == -ENOMEM)
			complain("out of memory");
		if (error < 0)
			status = STATUS_FAILED;
	}
	if (listing->invocation->json)
		json_array_finish(array);
	else if (table->n_cells > 0)
		table_print_new(table, table_terminal_width());
	return status;
}

static int follow(const struct listing *listing, struct listing_news *news, struct table *table)
{
	struct json_array lines = JSON_ARRAY_LINES;

	(void)show_all(listing, table, &lines);
	(void)fflush(stdout);
	if (listing_news_begin(news, listing) < 0 || show_news(listing, news, table) == -ENOMEM)
		complain("out of memory");
	return STATUS_FAILED;
}

/* What the table does not tell a person. */
static void advise_of_rest(const struct listing *listing)
{
	const char *path = listing->catalog->store.path;
	uint64_t n_hidden = listing->catalog->n_hidden;

	if (n_hidden > 0 && !listing->invocation->json)
		advise("%" PRIu64 " reports of others are not shown.", n_hidden);
	if (n_hidden > 0)
		return;
	if (listing->n_reports > 0 || listing->invocation->json || listing->invocation->follow)
		return;
	if (listing->n_candidates == 0)
		advise("No crashes are recorded in %s.", path);
	else
		advise("None of the %zu crashes in %s is meant.", listing->n_candidates, path);
}

int verb_list(const struct invocation *invocation, struct catalog *catalog)
{
	_cleanup_(table_done) struct table table =
		table_of(columns, sizeof(columns) / sizeof(*columns));
	_cleanup_(listing_done) struct listing listing = LISTING_INIT;
	_cleanup_(listing_news_done) struct listing_news news = LISTING_NEWS_INIT;
	struct json_array array = JSON_ARRAY_INIT;
	int shown, status = listing_check(invocation);

	/* Watched first: what comes while the rest is read is not missed. */
	if (status == STATUS_DONE && invocation->follow)
		status = listing_news_open(catalog, &news);
	if (status == STATUS_DONE)
		status = listing_choose(invocation, catalog, &listing);
	if (!listing.catalog)
		return status;
	table.is_coloured = invocation->is_coloured;
	advise_of_rest(&listing);
	if (invocation->follow)
		return follow(&listing, &news, &table);
	shown = show_all(&listing, &table, &array);
	return status == STATUS_DONE ? shown : status;
}
