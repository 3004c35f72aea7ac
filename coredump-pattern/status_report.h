/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `coredump-pattern status` prints on stdout. */
#pragma once

#include "coredump-pattern/core_pattern.h"

/* fault: what keeps our handler from working, or "". */
void status_report_print(const struct core_pattern_status *status, const char *fault);

/* The same as one JSON object, as coredump-pattern(8) describes it. Returns 0 or -ENOMEM. */
int status_report_print_json(const struct core_pattern_status *status, const char *fault);
