/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl vacuum */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/config.h"
#include "lib/base/quantity.h"
#include "lib/store/store_limits.h"
#include "lib/store/vacuum.h"
#include "minidumpctl/print/escaped.h"
#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/print/progress.h"
#include "minidumpctl/print/size_text.h"
#include "minidumpctl/reports/report_json.h"
#include "minidumpctl/verbs.h"

const struct option_spec vacuum_options[] = {
	{ "dry-run", 'n', NULL, offsetof(struct invocation, dry_run),
	  "only say what would be removed" },
	{ "max-size", '\0', "SIZE", offsetof(struct invocation, max_size),
	  "what all reports may take" },
	{ "max-age", '\0', "DURATION", offsetof(struct invocation, max_age),
	  "how old reports may be" },
	{ "keep-free", '\0', "SIZE", offsetof(struct invocation, keep_free),
	  "what must be free on the disk" },
	OPTIONS_END,
};

static int parse_option(const char *option, const char *text,
			int (*parse)(const char *, uint64_t *), uint64_t *value)
{
	if (!text || parse(text, value) == 0)
		return 0;
	complain("option '--%s': '%s' is not understood", option, text);
	return -EINVAL;
}

/* An option replaces one limit; a user's share stays that of the configured quota. */
static int find_limits(const struct invocation *invocation, const struct store *store,
		       struct config *config, struct retention_limits *ret_limits)
{
	int error;

	if (parse_option("keep-free", invocation->keep_free, quantity_parse_size,
			 &config->keep_free) < 0)
		return STATUS_USAGE;
	if (invocation->keep_free)
		config->keep_free_percent = 100;
	error = store_limits_of(store, config, ret_limits);
	if (error < 0) {
		complain("cannot tell the limits of %s: %s", store->path, strerror(-error));
		return STATUS_FAILED;
	}
	if (invocation->keep_free) /* of bytes, not of inodes */
		ret_limits->free_files = 0;
	if (parse_option("max-size", invocation->max_size, quantity_parse_size,
			 &ret_limits->max_bytes) < 0 ||
	    parse_option("max-age", invocation->max_age, quantity_parse_duration,
			 &ret_limits->max_age_ns) < 0)
		return STATUS_USAGE;
	return STATUS_DONE;
}

static int load_limits(const struct invocation *invocation, const struct store *store,
		       struct retention_limits *ret_limits)
{
	_cleanup_(config_done) struct config config;
	int error = invocation->config ? config_load_untrusted(invocation->config, &config)
				       : config_load(NULL, &config);

	if (error == 0)
		return find_limits(invocation, store, &config, ret_limits);
	complain("cannot load the configuration: %s", strerror(-error));
	return STATUS_FAILED;
}

/* For reports that the index lacks. */
static int describe(void *context, const struct store *store, const struct store_report *entry,
		    struct pool *texts, struct index_entry *ret_entry)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;

	progress_step(context);
	(void)report_load(store, entry, &report);
	for (size_t i = 0; i < INDEX_COLUMNS; i++) {
		const char *value = report_text(&report, index_keys[i]);

		ret_entry->values[i] = value ? pool_copy_text(texts, value, strlen(value)) : NULL;
		if (value && !ret_entry->values[i])
			return -ENOMEM;
	}
	return 0;
}

static int plan(const struct store *store, const struct retention_limits *limits,
		struct vacuum *ret_vacuum)
{
	struct progress progress = progress_of("reading reports");
	const struct extra_source source = { .describe = describe, .context = &progress };
	int error = vacuum_plan(store, limits, &source, ret_vacuum);

	progress_done(&progress);
	if (error == 0)
		return 0;
	complain("cannot look at all reports in %s: %s", store->path, strerror(-error));
	if (error == -EACCES)
		advise("Only root may remove reports.");
	return error;
}

static int print_row(const struct retention_report *report, const struct report *loaded)
{
	const char *program = report_program(loaded);
	_cleanup_free_ char *safe = escaped_copy(program ? program : "-");
	char size[SIZE_TEXT_SIZE];

	if (!safe)
		return -ENOMEM;
	size_text(report->bytes, size);
	printf("%s  %-5s  %10s  %s\n", report->id, retention_verdict_name(report->verdict), size,
	       safe);
	return 0;
}

static int print_report(struct catalog *catalog, const struct census_item *item,
			const struct retention_report *report, bool json, struct json_array *array)
{
	_cleanup_(report_done) struct report loaded = REPORT_INIT;
	json_t *object;

	(void)report_load_indexed(&catalog->store, &item->report, item->entry, &loaded);
	if (!json)
		return print_row(report, &loaded);
	object = report_to_json(catalog, &loaded);
	(void)json_object_set_new(object, "bytes", json_integer((json_int_t)report->bytes));
	(void)json_object_set_new(object, "reason",
				  json_string(retention_verdict_name(report->verdict)));
	return json_array_print(array, object);
}

static int remove_report(struct vacuum *vacuum, const struct store *store,
			 const struct retention_report *report)
{
	_cleanup_(deletion_done) struct deletion deletion = DELETION_INIT;
	int error = vacuum_remove(vacuum, store, report, &deletion);

	/* What is being converted again is left to the next time. */
	if (error == 0 || error == -EWOULDBLOCK)
		return error;
	complain("cannot delete %s: %s", deletion.failed ? deletion.failed : report->id,
		 strerror(-error));
	return error;
}

static int process(const struct invocation *invocation, struct catalog *catalog,
		   struct vacuum *vacuum)
{
	struct json_array array = JSON_ARRAY_INIT;
	int status = STATUS_DONE;

	for (size_t i = 0; i < vacuum->n_reports; i++) {
		const struct retention_report *report = &vacuum->reports[i];

		if (report->verdict == RETENTION_KEEP)
			continue;
		if (print_report(catalog, vacuum_item(vacuum, report), report, invocation->json,
				 &array) < 0)
			return STATUS_FAILED;
		if (!invocation->dry_run && remove_report(vacuum, &catalog->store, report) < 0)
			status = STATUS_FAILED;
	}
	if (invocation->json)
		json_array_finish(&array);
	return status;
}

static void print_sum(const struct invocation *invocation, const struct vacuum *vacuum)
{
	uint64_t n_reports = vacuum->n_removed, bytes = vacuum->bytes_removed;
	char size[SIZE_TEXT_SIZE];

	for (size_t i = 0; invocation->dry_run && i < vacuum->n_reports; i++)
		if (vacuum->reports[i].verdict != RETENTION_KEEP) {
			n_reports++;
			bytes += vacuum->reports[i].bytes;
		}
	size_text(bytes, size);
	advise("%s %" PRIu64 " of %zu reports, %s.",
	       invocation->dry_run ? "Would remove" : "Removed", n_reports, vacuum->n_reports,
	       size);
}

int verb_vacuum(const struct invocation *invocation, struct catalog *catalog)
{
	_cleanup_(vacuum_done) struct vacuum vacuum = VACUUM_INIT;
	struct retention_limits limits;
	int error, status;

	if (invocation->n_arguments > 0) {
		complain("vacuum takes no report: 'delete' deletes those that are named");
		return STATUS_USAGE;
	}
	status = load_limits(invocation, &catalog->store, &limits);
	if (status != STATUS_DONE)
		return status;
	if (!invocation->dry_run)
		(void)store_make_index(&catalog->store); /* for stores of older versions */
	if (plan(&catalog->store, &limits, &vacuum) < 0)
		return STATUS_FAILED;
	status = process(invocation, catalog, &vacuum);
	if (!invocation->json)
		print_sum(invocation, &vacuum);
	if (invocation->dry_run)
		return status;
	error = vacuum_finish(&vacuum, &catalog->store);
	if (error < 0 && error != -ENOENT) {
		complain("cannot rewrite the index: %s", strerror(-error));
		status = STATUS_FAILED;
	}
	return status;
}
