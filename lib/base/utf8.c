/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/utf8.h"

#include <stdbool.h>

/* By the number of bytes: fixed bits of the first one, and the least character that needs it. */
static const struct {
	uint8_t mask, lead;
	uint32_t least;
} forms[] = {
	{ 0x80, 0x00, 0 },
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

#define N_FORMS (sizeof(forms) / sizeof(*forms))

static bool is_character(uint32_t value)
{
	return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

size_t utf8_decode(const void *text, size_t size, uint32_t *ret_character)
{
	const uint8_t *bytes = text;
	uint32_t value;
	size_t form = 0;

	if (size == 0)
		return 0;
	while (form < N_FORMS && (bytes[0] & forms[form].mask) != forms[form].lead)
		form++;
	if (form == N_FORMS || form >= size)
		return 0;
	value = bytes[0] & (uint8_t)~forms[form].mask;
	for (size_t i = 1; i <= form; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (value < forms[form].least || !is_character(value))
		return 0;
	*ret_character = value;
	return form + 1;
}
