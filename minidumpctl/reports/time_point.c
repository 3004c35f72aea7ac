/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/time_point.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "lib/base/quantity.h"
#include "minidumpctl/print/time_text.h"

#define LONGEST_DURATION 64

static const char *const date_formats[] = {
	"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d",
};
static const char *const clock_formats[] = { "%H:%M:%S", "%H:%M" };

/* mktime() and timegm() put an impossible date right; here it is a mistake. */
static int put_together(struct tm time, bool utc, uint64_t *ret_ns)
{
	struct tm given = time;
	time_t seconds;

	time.tm_isdst = -1;
	seconds = utc ? timegm(&time) : mktime(&time);
	if (seconds < 0 || time.tm_mday != given.tm_mday || time.tm_mon != given.tm_mon)
		return -EINVAL;
	*ret_ns = (uint64_t)seconds * NSEC_PER_SEC;
	return 0;
}

/* The whole text in one of the formats; what a format does not tell stays as it is in *time. */
static bool parse_with(const char *const *formats, size_t count, const char *text, struct tm *time,
		       bool *ret_zulu)
{
	for (size_t i = 0; i < count; i++) {
		struct tm attempt = *time;
		const char *end = strptime(text, formats[i], &attempt);

		if (!end || (*end != '\0' && strcmp(end, "Z") != 0))
			continue;
		*time = attempt;
		*ret_zulu = *end == 'Z';
		return true;
	}
	return false;
}

static int parse_date(const char *text, uint64_t now_ns, bool utc, uint64_t *ret_ns)
{
	struct tm time = { .tm_mday = 1 };
	bool zulu;

	if (parse_with(date_formats, sizeof(date_formats) / sizeof(*date_formats), text, &time,
		       &zulu))
		return put_together(time, utc || zulu, ret_ns);
	time = time_broken_down(now_ns, utc);
	time.tm_sec = 0;
	if (parse_with(clock_formats, sizeof(clock_formats) / sizeof(*clock_formats), text, &time,
		       &zulu) &&
	    !zulu)
		return put_together(time, utc, ret_ns);
	return -EINVAL;
}

static int start_of_day(uint64_t now_ns, int days_back, bool utc, uint64_t *ret_ns)
{
	struct tm time = time_broken_down(now_ns, utc);
	time_t seconds;

	time.tm_hour = time.tm_min = time.tm_sec = 0;
	time.tm_mday -= days_back;
	time.tm_isdst = -1;
	seconds = utc ? timegm(&time) : mktime(&time);
	if (seconds < 0)
		return -EINVAL;
	*ret_ns = (uint64_t)seconds * NSEC_PER_SEC;
	return 0;
}

/* "-2h" and "2h ago". */
static int parse_past(const char *text, uint64_t now_ns, uint64_t *ret_ns)
{
	static const char ago[] = " ago";
	char duration[LONGEST_DURATION];
	size_t length = strlen(text);
	uint64_t ns;

	if (text[0] == '-') {
		text++;
		length--;
	} else if (length > sizeof(ago) - 1 &&
		   strcmp(text + length - (sizeof(ago) - 1), ago) == 0) {
		length -= sizeof(ago) - 1;
	} else {
		return -EINVAL;
	}
	if (length >= sizeof(duration))
		return -EINVAL;
	memcpy(duration, text, length);
	duration[length] = '\0';
	if (quantity_parse_duration(duration, &ns) < 0)
		return -EINVAL;
	*ret_ns = ns < now_ns ? now_ns - ns : 0;
	return 0;
}

static int parse_seconds(const char *digits, uint64_t *ret_ns)
{
	uint64_t seconds;

	if (quantity_parse_number(digits, &seconds) < 0 || seconds > UINT64_MAX / NSEC_PER_SEC)
		return -EINVAL;
	*ret_ns = seconds * NSEC_PER_SEC;
	return 0;
}

int time_point_parse(const char *text, uint64_t now_ns, bool utc, uint64_t *ret_ns)
{
	if (strcmp(text, "now") == 0) {
		*ret_ns = now_ns;
		return 0;
	}
	if (strcmp(text, "today") == 0)
		return start_of_day(now_ns, 0, utc, ret_ns);
	if (strcmp(text, "yesterday") == 0)
		return start_of_day(now_ns, 1, utc, ret_ns);
	if (text[0] == '@')
		return parse_seconds(text + 1, ret_ns);
	if (parse_past(text, now_ns, ret_ns) == 0)
		return 0;
	return parse_date(text, now_ns, utc, ret_ns);
}
