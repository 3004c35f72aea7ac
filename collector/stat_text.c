/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/stat_text.h"

#include <string.h>

#define FIELD_BEHIND_NAME 3U

static uint64_t decimal_at(struct bytes text, size_t at)
{
	uint64_t value = 0;

	for (; at < text.size && text.data[at] >= '0' && text.data[at] <= '9'; at++)
		value = value * 10 + (uint64_t)(text.data[at] - '0');
	return value;
}

uint64_t stat_text_field(struct bytes text, unsigned int field)
{
	const uint8_t *parenthesis = text.size > 0 ? memrchr(text.data, ')', text.size) : NULL;
	unsigned int current = FIELD_BEHIND_NAME - 1;

	if (!parenthesis)
		return 0;
	for (size_t at = (size_t)(parenthesis - text.data); at < text.size; at++) {
		if (text.data[at] == ' ' && ++current == field)
			return decimal_at(text, at + 1);
	}
	return 0;
}
