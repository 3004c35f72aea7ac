/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts our handler into the sysctls, and what was there before back. fs.suid_dumpable is never
 * touched.
 */
#pragma once

#include <stdbool.h>

#include "coredump-pattern/core_setting.h"
#include "coredump-pattern/pattern_handler.h"

enum core_pattern_state {
	CORE_PATTERN_OURS,
	CORE_PATTERN_NOT_OURS,	 /* and we have not set it, or undone it */
	CORE_PATTERN_TAKEN_OVER, /* another program has set it after us */
};

struct core_pattern_status {
	enum core_pattern_state state;
	struct core_setting current;
	struct pattern_handler handler; /* of the current pattern */
	bool has_previous;
	struct core_setting previous; /* what disable would restore */
};

/* Returns 0 or a negative errno. A file of saved values that cannot be read counts as none. */
int core_pattern_get_status(const struct core_pattern_paths *paths,
			    struct core_pattern_status *ret);

/*
 * Saves what is there, unless it is ours, and sets the limit, then the pattern. state_file_before
 * is the state file of the registration that is being replaced, or NULL: what it holds is taken
 * along. Returns 0; -EIO if the kernel did not keep what was written; or a negative errno.
 */
int core_pattern_enable(const struct core_pattern_paths *paths, const struct core_setting *wanted,
			const char *state_file_before);

enum core_pattern_undone {
	CORE_PATTERN_NOTHING_TO_UNDO,
	CORE_PATTERN_RESTORED,
	CORE_PATTERN_RESTORED_DEFAULT, /* the kernel's: nothing was saved */
};

/*
 * Restores the pattern, then the limit, and forgets them. Returns 0; -EBUSY if another program has
 * taken the pattern over, which then is left alone unless force is set; -EIO as above; or a
 * negative errno.
 */
int core_pattern_disable(const struct core_pattern_paths *paths, bool force,
			 enum core_pattern_undone *ret_undone);
