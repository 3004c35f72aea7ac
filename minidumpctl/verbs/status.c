/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl status */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/print/size_text.h"
#include "minidumpctl/print/table.h"
#include "minidumpctl/print/time_text.h"
#include "minidumpctl/system/status_json.h"
#include "minidumpctl/system/system_status.h"
#include "minidumpctl/verbs.h"

#define LABEL_WIDTH 13

static void print_label(const char *label, bool is_coloured)
{
	printf("%s%*s:%s ", is_coloured ? style_start(STYLE_TITLE) : "", LABEL_WIDTH, label,
	       is_coloured ? STYLE_END : "");
}

static void print_pattern(const struct system_status *status, bool is_coloured)
{
	bool is_alarm = !status->has_pattern || !status->handler.is_ours;

	print_label("Core pattern", is_coloured);
	printf("%s%s%s", is_coloured && is_alarm ? style_start(STYLE_ALARM) : "",
	       !status->has_pattern ? "not known"
	       : is_alarm	    ? "not ours: crashes are not recorded"
				    : "ours",
	       is_coloured && is_alarm ? STYLE_END : "");
	if (!is_alarm)
		printf(", at most %s at once", status->setting.limit);
	printf("\n");
}

static void print_last_crash(const struct system_status *status, bool utc, bool is_coloured)
{
	uint64_t last_ns = system_status_last_crash(status);
	char time[TIME_TEXT_SIZE] = "none since the machine was started";

	if (last_ns > 0)
		time_text_long(last_ns, utc, time);
	print_label("Last crash", is_coloured);
	printf("%s\n", time);
}

static void print_queue(const struct system_status *status, bool is_coloured)
{
	print_label("Queue", is_coloured);
	if (!status->has_queue)
		printf("not known; only root may look at it\n");
	else
		printf("%" PRIu64 " waiting, %" PRIu64 " being written, %" PRIu64 " set aside\n",
		       status->n_spooled, status->n_writing, status->n_failed);
}

static void print_store(const struct system_status *status, bool is_coloured)
{
	char size[SIZE_TEXT_SIZE];

	print_label("Store", is_coloured);
	if (status->store_error < 0) {
		printf("cannot be opened: %s\n", strerror(-status->store_error));
		return;
	}
	if (status->has_reports)
		printf("%" PRIu64 " reports", status->n_reports);
	else
		printf("an unknown number of reports");
	size_text(status->bytes, size);
	if (status->has_usage)
		printf(", %s", size);
	size_text(status->max_bytes, size);
	if (status->max_bytes != UINT64_MAX)
		printf(", of at most %s", size);
	printf("\n");
}

static int add_count(struct table *table, uint64_t count, const char *meaning, const char *time)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, count);
	return table_add(table, text) < 0 || table_add(table, time) < 0 ||
			       table_add(table, meaning) < 0
		       ? -ENOMEM
		       : 0;
}

/* Only what happened at all. */
static int fill_counts(struct table *table, const struct system_status *status, bool utc)
{
	uint64_t unaccounted = system_status_unaccounted(status);
	char time[TIME_TEXT_SIZE];
	int error = 0;

	for (size_t i = 0; error == 0 && i < OUTCOME_END_; i++) {
		const struct outcome_count *found = &status->counts.of[i];

		if (i == OUTCOME_started || found->count == 0)
			continue;
		time_text_short(found->last_ns, utc, time);
		error = add_count(table, found->count, outcome_meaning((enum outcome)i), time);
	}
	if (error == 0 && unaccounted > 0)
		error = add_count(table, unaccounted, "at work, or the collector was killed", NULL);
	return error;
}

static int print_counts(const struct system_status *status, bool utc, bool is_coloured)
{
	static const struct table_column columns[] = {
		{ .title = "CRASHES", .right = true, .style = STYLE_PLAIN },
		{ .title = "LAST", .style = STYLE_FAINT },
		{ .title = "WHAT BECAME OF THEM", .style = STYLE_PLAIN },
	};
	_cleanup_(table_done) struct table table = table_of(columns, 3);

	if (status->counts_error < 0 && status->counts_error != -ENOENT)
		complain("cannot read %s/counts: %s", status->config.run_directory,
			 strerror(-status->counts_error));
	table.is_coloured = is_coloured;
	if (fill_counts(&table, status, utc) < 0) {
		complain("out of memory");
		return STATUS_FAILED;
	}
	if (table.n_cells > 0) {
		printf("\n");
		table_print(&table, table_terminal_width());
	}
	return STATUS_DONE;
}

int verb_status(const struct invocation *invocation)
{
	_cleanup_(system_status_done) struct system_status status;
	bool is_coloured = invocation->is_coloured;

	if (system_status_read(invocation, &status) < 0)
		return STATUS_FAILED;
	if (invocation->json)
		return status_json_print(&status);
	print_pattern(&status, is_coloured);
	print_last_crash(&status, invocation->utc, is_coloured);
	if (status.store_error == 0)
		print_queue(&status, is_coloured);
	print_store(&status, is_coloured);
	return print_counts(&status, invocation->utc, is_coloured);
}
