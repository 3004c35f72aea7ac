/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two sysctls that decide where a crash goes: kernel.core_pattern and kernel.core_pipe_limit.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "coredump-pattern/specifiers.h"

#define CORE_PIPE_LIMIT_SIZE 16U

/*
 * Both values as texts, without the newline behind them. The limit is kept as a text because older
 * kernels also take, and show, a negative one.
 */
struct core_setting {
	char pattern[CORE_PATTERN_SIZE];
	char limit[CORE_PIPE_LIMIT_SIZE];
};

/* Where everything is: tests bring files of their own. */
struct core_pattern_paths {
	const char *pattern;	/* the sysctl kernel.core_pattern */
	const char *limit;	/* the sysctl kernel.core_pipe_limit */
	const char *state_file; /* what was there before us: see saved_pattern.h */
	const char *init_root;	/* the root directory in which the kernel looks for the handler */
	uid_t owner;		/* who must own what the kernel is to run: 0 */
};

/* Each returns 0 or a negative errno; -EMSGSIZE if a text is longer than the kernel's can be. */
int core_setting_read(const struct core_pattern_paths *paths, struct core_setting *ret);
int core_setting_write_pattern(const struct core_pattern_paths *paths, const char *pattern);
int core_setting_write_limit(const struct core_pattern_paths *paths, const char *limit);
