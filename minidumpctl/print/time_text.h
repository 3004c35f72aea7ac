/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times of crashes as text. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define TIME_TEXT_SIZE 80

/* Date and clock of a time, local or UTC. */
struct tm time_broken_down(uint64_t time_ns, bool utc);

/* "2025-11-21 22:13:14", local or UTC. */
void time_text_short(uint64_t time_ns, bool utc, char ret_text[TIME_TEXT_SIZE]);

/* "Fri 2025-11-21 22:13:14.123456 CET". */
void time_text_long(uint64_t time_ns, bool utc, char ret_text[TIME_TEXT_SIZE]);

/* "2025-11-21T22:13:14.123456789Z" (RFC 3339), always UTC: for machines. */
void time_text_rfc3339(uint64_t time_ns, char ret_text[TIME_TEXT_SIZE]);
