/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/utf16.h"

#include "lib/base/utf8.h"

#define REPLACEMENT_CHARACTER 0xfffdU

static size_t encode(uint32_t character, uint16_t pair[2])
{
	if (character < 0x10000) {
		pair[0] = (uint16_t)character;
		return 1;
	}
	character -= 0x10000;
	pair[0] = (uint16_t)(0xd800 | character >> 10);
	pair[1] = (uint16_t)(0xdc00 | (character & 0x3ff));
	return 2;
}

size_t utf16_from_utf8(const void *text, size_t size, uint16_t *units, size_t max_units)
{
	const uint8_t *bytes = text;
	size_t n_units = 0, offset = 0;

	while (offset < size) {
		uint32_t character = REPLACEMENT_CHARACTER;
		size_t length = utf8_decode(bytes + offset, size - offset, &character);
		uint16_t pair[2];
		size_t count = encode(character, pair);

		if (count > max_units - n_units)
			break;
		for (size_t i = 0; i < count; i++)
			units[n_units++] = pair[i];
		offset += length > 0 ? length : 1;
	}
	return n_units;
}
