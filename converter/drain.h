/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Converts all that waits in a store's spool. At most one process does so at a time; whoever finds
 * another at work may leave, for that one looks again before it ends.
 */
#pragma once

#include "lib/base/config.h"

/*
 * Returns an exit status: 0 if nothing is left but what other processes work on or newer versions
 * wrote, or what was set aside after ATTEMPTS_MAX attempts; else that of sysexits(3) which says
 * why. Messages go to standard error, what was set aside to the log too. Changes priority, limits,
 * umask and, as root, the user of the process.
 */
int drain_spool(const char *state_directory, const struct config *config);
