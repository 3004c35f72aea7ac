/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/minidump/utf16_text.h"

#include <stdbool.h>

#define REPLACEMENT_CHARACTER 0xfffdU

static bool is_high(uint16_t unit)
{
	return (unit & 0xfc00) == 0xd800;
}

static bool is_low(uint16_t unit)
{
	return (unit & 0xfc00) == 0xdc00;
}

/* Decodes the character at units; returns how many of them it takes. */
static size_t decode(const uint16_t *units, size_t n_units, uint32_t *ret_character)
{
	if (n_units > 1 && is_high(units[0]) && is_low(units[1])) {
		*ret_character =
			0x10000 + ((uint32_t)(units[0] & 0x3ff) << 10 | (units[1] & 0x3ff));
		return 2;
	}
	*ret_character = is_high(units[0]) || is_low(units[0]) ? REPLACEMENT_CHARACTER : units[0];
	return 1;
}

/* By the number of bytes less one: the most a character may be, and the bits of the first byte. */
static const struct {
	uint32_t most;
	uint8_t lead;
} forms[] = { { 0x7f, 0 }, { 0x7ff, 0xc0 }, { 0xffff, 0xe0 }, { 0x10ffff, 0xf0 } };

static size_t encode(uint32_t character, char *out)
{
	size_t form = 0;

	while (character > forms[form].most)
		form++;
	for (size_t i = form; i > 0; i--) {
		out[i] = (char)(0x80 | (character & 0x3f));
		character >>= 6;
	}
	out[0] = (char)(forms[form].lead | character);
	return form + 1;
}

void utf16_text(const uint16_t *units, size_t n_units, char *ret_text)
{
	size_t i = 0;

	while (i < n_units && units[i] != 0) {
		uint32_t character;

		i += decode(units + i, n_units - i, &character);
		ret_text += encode(character, ret_text);
	}
	*ret_text = '\0';
}
