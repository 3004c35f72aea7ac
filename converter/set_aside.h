/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens to an input of the spool that cannot be converted. */
#pragma once

#include "converter/spool_input.h"
#include "lib/store/report_access.h"
#include "lib/store/store.h"

/* In the spool: inputs that no conversion will be tried with again. Never emptied by us. */
#define SPOOL_FAILED STORE_FAILED

/*
 * Writes pending/ID.extra, which says why there is no minidump, then moves the input to failed/.
 * Returns 0, or a negative errno with the input where it was.
 */
int set_aside(const struct store *store, const struct spool_input *input, const char *reason);
