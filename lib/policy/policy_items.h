/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lists of policy rules: globs, users, signals. */
#pragma once

#include "lib/policy/policy_keys.h"

/*
 * Adds what text lists to the end of a list of type. Returns 0, -EINVAL if an item is malformed, or
 * -ENOMEM.
 */
int policy_items_add(struct policy_item **list, enum policy_type type, const char *text,
		     const struct config_origin *origin, struct pool *pool);

/* Whether one of the ranges holds number. */
bool policy_items_hold(const struct policy_item *ranges, uint32_t number);
