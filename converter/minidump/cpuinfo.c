/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/cpuinfo.h"

#include <stdlib.h>
#include <string.h>

/* Takes the bytes up to separator, which is dropped, from the front of *text. */
static struct bytes take_until(struct bytes *text, char separator)
{
	const uint8_t *end = memchr(text->data, separator, text->size);
	size_t size = end ? (size_t)(end - text->data) : text->size;
	size_t taken = end ? size + 1 : size;
	struct bytes piece = bytes_of(text->data, size);

	*text = bytes_of(text->data + taken, text->size - taken);
	return piece;
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

static struct bytes trim(struct bytes text)
{
	while (text.size > 0 && is_blank(text.data[0]))
		text = bytes_of(text.data + 1, text.size - 1);
	while (text.size > 0 && is_blank(text.data[text.size - 1]))
		text.size--;
	return text;
}

static bool equals(struct bytes text, const char *word)
{
	return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}

bool cpuinfo_find(struct bytes text, const char *key, struct bytes *ret_value)
{
	while (text.size > 0) {
		struct bytes line = take_until(&text, '\n');
		struct bytes name = trim(take_until(&line, ':'));

		if (!equals(name, key))
			continue;
		*ret_value = trim(line);
		return true;
	}
	return false;
}

uint32_t cpuinfo_number(struct bytes text, const char *key)
{
	char digits[16];
	struct bytes value;
	unsigned long number;
	char *end;

	if (!cpuinfo_find(text, key, &value) || value.size == 0 || value.size >= sizeof(digits))
		return 0;
	memcpy(digits, value.data, value.size);
	digits[value.size] = '\0';
	number = strtoul(digits, &end, 0);
	return *end == '\0' && number <= UINT32_MAX ? (uint32_t)number : 0;
}

bool cpuinfo_has_word(struct bytes list, const char *word)
{
	while (list.size > 0)
		if (equals(take_until(&list, ' '), word))
			return true;
	return false;
}
