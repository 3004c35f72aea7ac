/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration in force, value by value, each with the place that it comes from. */
#pragma once

#include "lib/policy/policy_rules.h"

/* The head of a section, or one value in it. */
struct setting {
	struct setting *next;
	const char *section; /* without brackets: "Store", "Policy" */
	const char *rule;    /* [Policy "RULE"]; "": [Policy]; NULL: another section */
	const char *key;     /* NULL: the head */
	const char *value;   /* as a file would write it; NULL in a head */
	struct config_origin origin;
};

/*
 * Lists what is in force: first each section's keys, then the rules in their order, and [Policy],
 * which decides the rest, at the end. A list of several items has a setting for each; one that
 * matches everything because it is empty has none. Settings are owned by the configuration's pool.
 * Returns 0 or -ENOMEM.
 */
int config_settings(struct config *config, const struct policy_rules *rules,
		    struct setting **ret_settings);

/* "FILE:LINE", "FILE" or "default", not escaped; NULL without memory. The caller's. */
char *config_origin_text(const struct config_origin *origin);
