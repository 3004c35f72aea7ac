/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conversion of one input of the spool in a process of its own: a dump may be made to kill it. */
#pragma once

#include "converter/spool_input.h"
#include "lib/store/store.h"

enum conversion_verdict {
	CONVERSION_DONE,     /* the report is there and on disk */
	CONVERSION_HOPELESS, /* the input was refused, or too much for the converter */
	CONVERSION_TOO_NEW,  /* a newer version will do it */
	CONVERSION_FAILED,   /* the machine failed: it may work later */
	CONVERSION_NO_SPACE, /* the disk is full, or the service's share of it */
};

struct conversion_end {
	enum conversion_verdict verdict;
	char reason[128]; /* why it is not done; "" if it is */
};

/*
 * Converts the input to pending/ID.dmp and pending/ID.extra. What failed is told on standard error.
 * Returns 0, or a negative errno if no process could be started.
 */
int convert_isolated(const struct store *store, const struct spool_input *input,
		     struct conversion_end *ret_end);
