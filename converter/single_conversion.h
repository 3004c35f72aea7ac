/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Converts one file that a person names. extra is the path of the .extra file, or NULL for none.
 * The outputs are for their owner alone: they hold memory of a process. Returns the exit status;
 * what went wrong is told on standard error.
 */
int convert_single(const char *input, const char *output, const char *extra);
