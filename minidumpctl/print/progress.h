/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far something is that takes long: one line on stderr that overwrites itself, if that is a
 * terminal, and not before a second has passed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	const char *what; /* "reading reports"; borrowed */
	uint64_t next_ms; /* when something is shown next, on the monotonic clock */
	size_t n_done;
	bool is_shown;
};

struct progress progress_of(const char *what);

/* One more is done. */
void progress_step(struct progress *progress);

/* Takes the line away. */
void progress_done(const struct progress *progress);
