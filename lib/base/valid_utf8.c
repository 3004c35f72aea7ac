/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/valid_utf8.h"

#include "lib/base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"

void utf8_put_valid(struct byte_buffer *buffer, struct bytes text)
{
	size_t at = 0;

	while (at < text.size) {
		uint32_t character = 0;
		size_t length = utf8_decode(text.data + at, text.size - at, &character);

		if (character != 0)
			byte_buffer_put(buffer, text.data + at, length);
		else
			byte_buffer_put(buffer, REPLACEMENT, sizeof(REPLACEMENT) - 1);
		at += length > 0 ? length : 1;
	}
}
