/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl path */
#include <errno.h>
#include <stdio.h>

#include "minidumpctl/print/json_array.h"
#include "minidumpctl/reports/missing_minidump.h"
#include "minidumpctl/reports/report_json.h"
#include "minidumpctl/reports/selection.h"
#include "minidumpctl/verbs.h"

const struct option_spec path_options[] = {
	{ "extra", 'e', NULL, offsetof(struct invocation, extra),
	  "print the path of the .extra file instead" },
	OPTIONS_END,
};

static int print_path(const struct invocation *invocation, const struct report *report)
{
	_cleanup_free_ char *path = NULL;
	bool exists = invocation->extra ? report->entry.state >= REPORT_PENDING
					: report->entry.has_minidump;

	if (!exists) {
		complain_of_missing_minidump(report);
		return STATUS_FAILED;
	}
	path = report_path(report, invocation->extra ? STORE_SUFFIX_EXTRA : STORE_SUFFIX_DMP);
	if (!path)
		return STATUS_FAILED;
	if (!invocation->json)
		printf("%s\n", path);
	return STATUS_DONE;
}

static int print_report(const struct invocation *invocation, struct catalog *catalog,
			const struct store_report *entry, struct json_array *array)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;
	int status;

	/* A path can be told of a report that cannot be read. */
	(void)report_load(&catalog->store, entry, &report);
	status = print_path(invocation, &report);
	if (invocation->json && json_array_print(array, report_to_json(catalog, &report)) < 0)
		return STATUS_FAILED;
	return status;
}

int verb_path(const struct invocation *invocation, struct catalog *catalog)
{
	_cleanup_(selection_done) struct selection selection = SELECTION_INIT;
	struct json_array array = JSON_ARRAY_INIT;
	int status = selection_of(catalog, invocation, "latest", &selection);

	for (size_t i = 0; i < selection.n_reports; i++)
		if (print_report(invocation, catalog, &selection.reports[i], &array) != STATUS_DONE)
			status = STATUS_FAILED;
	if (invocation->json)
		json_array_finish(&array);
	return status;
}
