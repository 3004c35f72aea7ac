/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl info */
#include <stdio.h>

#include "minidumpctl/info_page.h"
#include "minidumpctl/json_array.h"
#include "minidumpctl/message.h"
#include "minidumpctl/report_json.h"
#include "minidumpctl/selection.h"
#include "minidumpctl/verbs.h"

static int print_report(const struct invocation *invocation, struct catalog *catalog,
			const struct store_report *entry, struct json_array *array)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;
	int status = STATUS_DONE;
	json_t *object;

	if (report_load(&catalog->store, entry, &report) < 0) {
		complain("%s", report.problem);
		status = STATUS_FAILED;
	}
	if (!invocation->json) {
		info_page_print(catalog, &report, invocation->utc);
		return status;
	}
	object = report_to_json(catalog, &report);
	report_add_details(object, &report);
	return json_array_print(array, object) < 0 ? STATUS_FAILED : status;
}

int verb_info(const struct invocation *invocation, struct catalog *catalog)
{
	_cleanup_(selection_done) struct selection selection = SELECTION_INIT;
	struct json_array array = JSON_ARRAY_INIT;
	int status = selection_of(catalog, invocation, "latest", &selection);

	for (size_t i = 0; i < selection.n_reports; i++) {
		if (i > 0 && !invocation->json)
			printf("\n");
		if (print_report(invocation, catalog, &selection.reports[i], &array) != STATUS_DONE)
			status = STATUS_FAILED;
	}
	if (invocation->json)
		json_array_finish(&array);
	return status;
}
