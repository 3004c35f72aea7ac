/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which reports the user means: a full id, the start of one, the pid of the crashed process,
 * "latest", or "@-N" for the N-th newest.
 */
#pragma once

#include "minidumpctl/reports/catalog.h"

struct selection {
	struct store_report *reports; /* in the order they were asked for, each once */
	size_t n_reports;
};

#define SELECTION_INIT ((struct selection){ .reports = NULL })

/*
 * Resolves every argument of the invocation, or default_selector if there is none (and it is not
 * NULL). Those that fit no report, or several, are complained of (candidates are
 * listed) and left out. Returns STATUS_DONE, or STATUS_FAILED if any was left out; the selection is
 * valid in both cases. selection_done().
 */
int selection_of(struct catalog *catalog, const struct invocation *invocation,
		 const char *default_selector, struct selection *ret_selection);
void selection_done(struct selection *selection);
