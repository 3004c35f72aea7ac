/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real files behind struct core_pattern_paths. */
#pragma once

#include <limits.h>
#include <stdbool.h>

#include "coredump-pattern/core_pattern.h"

/*
 * Whether the process ids here are the machine's, and not a container's: elsewhere neither the
 * kernel's root directory nor the handler's surroundings can be known.
 */
bool places_are_of_the_machine(void);

struct places {
	struct core_pattern_paths paths; /* whose state_file points to the array below */
	char state_file[PATH_MAX];
};

/*
 * Fills *ret. The state file is in the run directory of the configuration config, or of the
 * default one if that is NULL or "". What is wrong with the configuration is told on stderr.
 * Returns 0 or a negative errno.
 */
int places_find(const char *config, struct places *ret);

/*
 * As above, with the configuration that the current pattern names if it is ours. Returns 1 if it
 * is, 0 if not, or a negative errno.
 */
int places_find_current(struct places *ret);
