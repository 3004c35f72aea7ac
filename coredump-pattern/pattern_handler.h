/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a core pattern: does it start a handler, is the handler ours, with which configuration? */
#pragma once

#include <stdbool.h>

#include "coredump-pattern/specifiers.h"

struct pattern_handler {
	char path[CORE_PATTERN_SIZE];	/* "" if the pattern names core files */
	char config[CORE_PATTERN_SIZE]; /* "" if it has no config=FILE */
	bool is_ours;			/* the handler is a minidump-collector, wherever it lies */
};

/* pattern is shorter than CORE_PATTERN_SIZE. */
struct pattern_handler pattern_handler_of(const char *pattern);
