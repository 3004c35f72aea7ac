/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeping a store within its limits while its spool is drained. */
#pragma once

#include "lib/base/config.h"
#include "lib/store/store.h"

/* Tells the index of a report that was just stored. What fails is left to the next upkeep. */
void upkeep_note(const struct store *store, const char *id);

/*
 * Removes reports by the rules if the store is over a limit, or if the index was not looked after
 * for an hour. What fails is told on standard error.
 */
void upkeep_run(const struct store *store, const struct config *config);

/*
 * The disk refused to take a file: removes reports by the rules until so many bytes and files are
 * free, or nothing is left that may go. Returns true if anything was removed.
 */
bool upkeep_make_room(const struct store *store, const struct config *config, uint64_t bytes,
		      uint64_t n_files);
