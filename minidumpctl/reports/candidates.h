/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reports that one selector may mean. */
#pragma once

#include "minidumpctl/reports/catalog.h"

struct candidates {
	struct store_report *reports;
	size_t n_reports;
};

#define CANDIDATES_INIT ((struct candidates){ .reports = NULL })

/* Adds a copy. Returns 0 or -ENOMEM. */
int candidates_add(struct candidates *candidates, const struct store_report *report);
void candidates_done(struct candidates *candidates);

/* Lists the first of them on stderr. */
void candidates_advise(const struct candidates *candidates, struct catalog *catalog);
