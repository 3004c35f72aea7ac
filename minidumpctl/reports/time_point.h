/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A point in time as people write it on a command line. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * Nanoseconds since the epoch of: "2026-11-21 22:13:14" and its starts down to the day, also with a
 * "T" and, in UTC, with a "Z" at the end; "22:13" and "22:13:14" of today; "now", "today",
 * "yesterday"; "2h ago" or "-2h" with a duration as in minidumpd.conf(5); "@SECONDS". What has no
 * "Z" is local time unless utc. now_ns is the time from which relative ones count.
 * Returns 0 or -EINVAL.
 */
int time_point_parse(const char *text, uint64_t now_ns, bool utc, uint64_t *ret_ns);
