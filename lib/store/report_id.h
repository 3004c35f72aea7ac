/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Report ids: the text of a UUID of version 7 (RFC 9562), lower case. It starts with the time of
 * the crash, so that ids sort as their crashes happened.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define REPORT_ID_LENGTH 36
#define REPORT_ID_SIZE	 (REPORT_ID_LENGTH + 1)

/*
 * Makes an id for a crash at realtime_ns (nanoseconds since the epoch): 48 bits of milliseconds,
 * 12 bits of the fraction below (section 6.2, method 3), 62 random bits. Never blocks, not even
 * early at boot. Returns 0 or a negative errno.
 */
int report_id_create(uint64_t realtime_ns, char ret_id[REPORT_ID_SIZE]);

/* True if text is an id as report_id_create() makes them, with nothing behind it. */
bool report_id_is_valid(const char *text);

/* The time in a valid id, in nanoseconds since the epoch; good to a quarter of a microsecond. */
uint64_t report_id_time_ns(const char *id);
