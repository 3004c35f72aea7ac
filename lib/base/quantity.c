/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/quantity.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/checked_math.h"

struct unit {
	const char *name;
	uint64_t factor;
};

/* Largest first. */
static const struct unit durations[] = {
	{ "d", 86400 * NSEC_PER_SEC },
	{ "h", 3600 * NSEC_PER_SEC },
	{ "min", 60 * NSEC_PER_SEC },
	{ "s", NSEC_PER_SEC },
	{ "ms", 1000000 },
	{ "us", 1000 },
	{ "ns", 1 },
};

static const struct unit sizes[] = {
	{ "T", 1ULL << 40 }, { "G", 1ULL << 30 }, { "M", 1ULL << 20 },
	{ "K", 1ULL << 10 }, { "B", 1 },
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define SECONDS		3U /* in durations[] */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes the digits at *text, and moves it behind them. */
static int take_number(const char **text, uint64_t *ret_number)
{
	uint64_t number = 0;
	const char *at = *text;

	if (!is_digit(*at))
		return -EINVAL;
	for (; is_digit(*at); at++)
		if (!checked_mul_u64(number, 10, &number) ||
		    !checked_add_u64(number, (uint64_t)(*at - '0'), &number))
			return -ERANGE;
	*text = at;
	*ret_number = number;
	return 0;
}

/* Takes the letters at *text. Returns the unit's place in units, or count if it is none of them. */
static size_t take_unit(const char **text, const struct unit *units, size_t count)
{
	size_t length = 0, i;

	while (is_letter((*text)[length]))
		length++;
	for (i = 0; i < count; i++)
		if (strlen(units[i].name) == length && strncmp(units[i].name, *text, length) == 0)
			break;
	*text += length;
	return i;
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

int quantity_parse_number(const char *text, uint64_t *ret_number)
{
	uint64_t number;
	int r = take_number(&text, &number);

	if (r < 0)
		return r;
	if (*text != '\0')
		return -EINVAL;
	*ret_number = number;
	return 0;
}

int quantity_parse_duration(const char *text, uint64_t *ret_ns)
{
	uint64_t total = 0, number;
	size_t next = 0, unit;

	if (quantity_parse_number(text, &number) == 0)
		return checked_mul_u64(number, durations[SECONDS].factor, ret_ns) ? 0 : -ERANGE;
	do {
		int r = take_number(&text, &number);

		if (r < 0)
			return r;
		text = skip_blanks(text);
		unit = take_unit(&text, durations, COUNT_OF(durations));
		if (unit < next || unit == COUNT_OF(durations))
			return -EINVAL;
		if (!checked_mul_u64(number, durations[unit].factor, &number) ||
		    !checked_add_u64(total, number, &total))
			return -ERANGE;
		next = unit + 1;
		text = skip_blanks(text);
	} while (*text != '\0');
	*ret_ns = total;
	return 0;
}

int quantity_parse_size(const char *text, uint64_t *ret_bytes)
{
	uint64_t number;
	size_t unit;
	int r = take_number(&text, &number);

	if (r < 0)
		return r;
	text = skip_blanks(text);
	if (*text != '\0') {
		unit = take_unit(&text, sizes, COUNT_OF(sizes));
		if (unit == COUNT_OF(sizes) || *text != '\0')
			return -EINVAL;
		if (!checked_mul_u64(number, sizes[unit].factor, &number))
			return -ERANGE;
	}
	*ret_bytes = number;
	return 0;
}

/* With the largest unit that divides value; with zero_unit if value is 0. */
static void format_value(uint64_t value, const struct unit *units, size_t zero_unit, char *buffer,
			 size_t size)
{
	size_t i = zero_unit;

	if (value > 0)
		for (i = 0; value % units[i].factor != 0; i++)
			;
	(void)snprintf(buffer, size, "%" PRIu64 "%s", value / units[i].factor, units[i].name);
}

void quantity_format_duration(uint64_t ns, char *buffer, size_t size)
{
	format_value(ns, durations, SECONDS, buffer, size);
}

void quantity_format_size(uint64_t bytes, char *buffer, size_t size)
{
	format_value(bytes, sizes, COUNT_OF(sizes) - 1, buffer, size);
}
