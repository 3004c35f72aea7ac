/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports that have no minidump. */
#pragma once

#include "minidumpctl/reports/report.h"

/* Says why the report has none. */
void complain_of_missing_minidump(const struct report *report);
