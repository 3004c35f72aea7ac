/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as an .extra file: it is shown as a page and as JSON, and nothing in it is believed. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "minidumpctl/reports/info_page.h"
#include "minidumpctl/reports/report_json.h"
#include "minidumpctl/reports/where.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(struct catalog *catalog, const struct report *report)
{
	_cleanup_free_ char *where = where_text(catalog, report);
	json_t *object = report_to_json(catalog, report);
	const struct invocation invocation = { .utc = true, .is_coloured = true };

	if (!object)
		abort();
	report_add_details(object, report);
	if (json_object_size(object) < 17)
		abort();
	json_decref(object);
	info_page_print(catalog, report, &invocation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;
	struct catalog catalog = CATALOG_INIT;
	char state_path[] = "/nonexistent";

	/* The page goes nowhere: only what happens on its way counts. */
	if (!freopen("/dev/null", "w", stdout))
		abort();
	catalog.store.path = state_path;
	report.store = &catalog.store;
	report.entry = (struct store_report){ .id = "019aa87a-0001-7000-8000-000000000000",
					      .state = REPORT_PENDING };
	(void)report_parse(&report, bytes_of(data, size), "input");
	show(&catalog, &report);
	symbol_cache_done(&catalog.symbols);
	return 0;
}
