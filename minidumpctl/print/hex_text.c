/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/hex_text.h"

#include <stdlib.h>

char *hex_text(struct bytes bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *text = malloc(bytes.size * 2 + 1);

	if (!text)
		return NULL;
	for (size_t i = 0; i < bytes.size; i++) {
		text[2 * i] = digits[bytes.data[i] >> 4];
		text[2 * i + 1] = digits[bytes.data[i] & 15];
	}
	text[2 * bytes.size] = '\0';
	return text;
}
