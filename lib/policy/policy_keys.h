/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of policy sections, and their values as text. */
#pragma once

#include "lib/policy/policy_rules.h"

/* Enough for every value that is not a list, with its NUL. */
#define POLICY_VALUE_SIZE 64U

enum policy_type {
	POLICY_TYPE_GLOBS,   /* list */
	POLICY_TYPE_UIDS,    /* list */
	POLICY_TYPE_SIGNALS, /* list */
	POLICY_TYPE_ACTION,
	POLICY_TYPE_COMMAND_LINE,
	POLICY_TYPE_RATE,
	POLICY_TYPE_SIZE,
	POLICY_TYPE_DURATION,
	POLICY_TYPE_BOOLEAN,
};

struct policy_key {
	const char *name;
	enum policy_type type;
	bool selects;		   /* it matches crashes, which [Policy] does not */
	size_t offset;		   /* of the value in struct policy_rule */
	const char *default_value; /* as a file would write it; NULL: none, or the collector's */
	uint64_t minimum, maximum; /* of durations and sizes */
};

extern const struct policy_key policy_keys[POLICY_KEY_COUNT];

/* The key of this name; POLICY_KEY_COUNT if there is none. */
enum policy_key_id policy_key_find(const char *name);

bool policy_key_is_list(enum policy_key_id id);

/* The first item of a list. */
struct policy_item *const *policy_list(const struct policy_rule *rule, enum policy_key_id id);

/*
 * Sets one value, or adds to a list, from a text that is not empty. Returns 0; -EINVAL, with what
 * the text must be in *ret_expected; or -ENOMEM.
 */
int policy_value_set(struct policy_rule *rule, enum policy_key_id id, const char *text,
		     const struct config_origin *origin, struct pool *pool,
		     const char **ret_expected);

/* The value of a key that is no list, as a file would write it. */
void policy_value_format(const struct policy_rule *rule, enum policy_key_id id,
			 char buffer[POLICY_VALUE_SIZE]);

/* The words for the values of enum policy_action and enum policy_command_line; NULL ends each. */
extern const char *const policy_actions[];
extern const char *const policy_command_lines[];
