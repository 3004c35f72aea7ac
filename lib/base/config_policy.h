/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy sections of a configuration file, [Policy] and [Policy "NAME"]: their lines are kept
 * as they are. What they mean is told by lib/policy/policy_rules.h.
 */
#pragma once

#include <stdbool.h>

#include "lib/base/bytes.h"
#include "lib/base/config.h"

#define CONFIG_POLICY_NAME_MAX 32U

/* Whether a section of this name, without brackets, is meant to be a policy section. */
bool config_policy_is_section(struct bytes section);

/*
 * The name of the rule that the section holds, "" for [Policy], owned by the pool; NULL if it is
 * malformed or there is no memory.
 */
const char *config_policy_rule_name(struct config *config, struct bytes section);

/* Keeps one line; rule is the pool's, key and value are copied. Returns 0 or -ENOMEM. */
int config_policy_add(struct config *config, const struct config_origin *origin, const char *rule,
		      const char *key, const char *value);
