/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How text looks on a terminal, and whether it may. */
#pragma once

#include <stdbool.h>

enum style {
	STYLE_PLAIN,
	STYLE_TITLE, /* of columns and lines */
	STYLE_ALARM, /* what went wrong */
	STYLE_PLACE, /* where */
	STYLE_FAINT, /* what matters less */
};

/* Control sequences of ECMA-48: what starts a style ("" for plain text), and what ends it. */
const char *style_start(enum style style);
#define STYLE_END "\x1b[0m"

/*
 * Whether to use colours on stdout, when asked to do so "auto" (or NULL), "always" or "never". auto
 * means on a terminal that can, unless NO_COLOR is set (no-color.org). Returns 0 or -EINVAL.
 */
int style_choose(const char *when, bool *ret_is_coloured);
