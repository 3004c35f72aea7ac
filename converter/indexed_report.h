/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the index keeps of a report, from its .extra file. */
#pragma once

#include "lib/store/census.h"

/* Reads .extra files; needs no context. */
extern const struct extra_source extra_file_source;

/*
 * Adds a report of pending/ to the index. Returns 0 or a negative errno; the report is there in any
 * case, and is found without.
 */
int index_report(const struct store *store, const char *id);
