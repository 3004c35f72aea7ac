/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/candidates.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/print/time_text.h"
#include "minidumpctl/reports/report.h"

/* More would push the first line off the screen. */
#define CANDIDATES_SHOWN 10

int candidates_add(struct candidates *candidates, const struct store_report *report)
{
	struct store_report *reports = reallocarray(candidates->reports, candidates->n_reports + 1,
						    sizeof(*candidates->reports));

	if (!reports)
		return -ENOMEM;
	reports[candidates->n_reports++] = *report;
	candidates->reports = reports;
	return 0;
}

void candidates_done(struct candidates *candidates)
{
	free(candidates->reports);
	*candidates = CANDIDATES_INIT;
}

static void advise_candidate(struct catalog *catalog, const struct store_report *entry)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;
	char time[TIME_TEXT_SIZE];
	const char *program;

	(void)catalog_load(catalog, entry, &report);
	program = report_program(&report);
	time_text_short(report_time_ns(&report), false, time);
	advise("  %s  %s  %s", entry->id, time, program ? program : "-");
}

void candidates_advise(const struct candidates *candidates, struct catalog *catalog)
{
	for (size_t i = 0; i < candidates->n_reports && i < CANDIDATES_SHOWN; i++)
		advise_candidate(catalog, &candidates->reports[i]);
	if (candidates->n_reports > CANDIDATES_SHOWN)
		advise("  and %zu more", candidates->n_reports - CANDIDATES_SHOWN);
}
