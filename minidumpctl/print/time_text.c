/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/time_text.h"

#include <stdio.h>
#include <time.h>

#include "lib/base/quantity.h"

struct tm time_broken_down(uint64_t time_ns, bool utc)
{
	time_t seconds = (time_t)(time_ns / NSEC_PER_SEC);
	struct tm result = { .tm_mday = 1, .tm_year = 70 };

	/* 64 bits of nanoseconds end in the year 2554: neither call can fail. */
	if (utc)
		(void)gmtime_r(&seconds, &result);
	else
		(void)localtime_r(&seconds, &result);
	return result;
}

void time_text_short(uint64_t time_ns, bool utc, char ret_text[TIME_TEXT_SIZE])
{
	struct tm time = time_broken_down(time_ns, utc);

	(void)strftime(ret_text, TIME_TEXT_SIZE, "%Y-%m-%d %H:%M:%S", &time);
}

void time_text_long(uint64_t time_ns, bool utc, char ret_text[TIME_TEXT_SIZE])
{
	struct tm time = time_broken_down(time_ns, utc);
	char date[32], zone[32] = "";

	(void)strftime(date, sizeof(date), "%a %Y-%m-%d %H:%M:%S", &time);
	(void)strftime(zone, sizeof(zone), "%Z", &time);
	(void)snprintf(ret_text, TIME_TEXT_SIZE, "%s.%06u %s", date,
		       (unsigned int)(time_ns % NSEC_PER_SEC / 1000), utc ? "UTC" : zone);
}

void time_text_rfc3339(uint64_t time_ns, char ret_text[TIME_TEXT_SIZE])
{
	struct tm time = time_broken_down(time_ns, true);
	char date[32];

	(void)strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &time);
	(void)snprintf(ret_text, TIME_TEXT_SIZE, "%s.%09uZ", date,
		       (unsigned int)(time_ns % NSEC_PER_SEC));
}
