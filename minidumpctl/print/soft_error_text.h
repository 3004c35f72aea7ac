/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Soft errors of a report, for people. */
#pragma once

#include <jansson.h>

/*
 * "unreadable: environ (Permission denied), 3 times", from an item of the array in the .extra: an
 * object with code, subject, errno and count, of which any but code may be absent. NULL if it is
 * none. Not escaped; the caller's.
 */
char *soft_error_text(const json_t *item);
