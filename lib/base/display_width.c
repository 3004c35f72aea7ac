/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/display_width.h"

#include <stdbool.h>
#include <wchar.h>

#include "lib/base/utf8.h"

/* The columns of the character at the start of text, which is not empty; its bytes in ret_size. */
static size_t first_width(const char *text, size_t size, size_t *ret_size)
{
	uint32_t character = 0;
	int width;

	*ret_size = utf8_decode(text, size, &character);
	if (*ret_size == 0) {
		*ret_size = 1;
		return 1;
	}
	width = wcwidth((wchar_t)character);
	return width >= 0 ? (size_t)width : 1;
}

/* Printable ASCII takes a column a byte. */
static bool is_plain(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return true;
}

size_t display_width(const char *text, size_t size)
{
	size_t columns = 0;

	if (is_plain(text, size))
		return size;
	for (size_t i = 0, length; i < size; i += length)
		columns += first_width(text + i, size - i, &length);
	return columns;
}

size_t display_fit(const char *text, size_t size, size_t columns)
{
	size_t fitting = 0;

	if (size <= columns && is_plain(text, size))
		return size;
	for (size_t used = 0, length; fitting < size; fitting += length) {
		used += first_width(text + fitting, size - fitting, &length);
		if (used > columns)
			break;
	}
	return fitting;
}
