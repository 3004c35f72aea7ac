/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/missing_minidump.h"

#include "minidumpctl/print/message.h"

void complain_of_missing_minidump(const struct report *report)
{
	const char *reason = report_text(report, EXTRA_NO_DUMP);

	if (report->entry.state < REPORT_PENDING)
		complain("report %s is not converted yet", report->entry.id);
	else if (reason)
		complain("report %s has no minidump: %s", report->entry.id, reason);
	else
		complain("report %s has no minidump", report->entry.id);
}
