/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lib/base/config.h"
#include "lib/base/config_problems.h"

/* Sets every value to its default; allocates nothing. */
void config_set_defaults(struct config *config);

/*
 * Sets one value from its text; an empty text means the default. A bad text is a problem at place
 * and changes nothing. Returns 0, or -ENOMEM.
 */
int config_set_value(struct config *config, enum config_key_id id, const char *text,
		     const struct config_place *place);
