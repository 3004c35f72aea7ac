/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lib/base/config.h"

/* Where in the configuration a problem is; the strings may be shorter-lived than the problem. */
struct config_place {
	struct config_origin origin;
	const char *section; /* NULL: outside of any */
	const char *key;     /* NULL: not one key's */
};

/* Remembers one problem; counts it only if the list is full or there is no memory. */
void config_add_problem(struct config *config, const struct config_place *place, const char *format,
			...) __attribute__((format(printf, 3, 4)));
