/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/cpuinfo.h"

#include <stdlib.h>
#include <string.h>

#include "lib/capture/text_fields.h"

uint32_t cpuinfo_number(struct bytes text, const char *key)
{
	char digits[16];
	struct bytes value;
	unsigned long number;
	char *end;

	if (!text_field_find(text, key, ':', &value) || value.size == 0 ||
	    value.size >= sizeof(digits))
		return 0;
	memcpy(digits, value.data, value.size);
	digits[value.size] = '\0';
	number = strtoul(digits, &end, 0);
	return *end == '\0' && number <= UINT32_MAX ? (uint32_t)number : 0;
}

bool cpuinfo_has_word(struct bytes list, const char *word)
{
	size_t word_size = strlen(word), start = 0;

	for (size_t i = 0; i <= list.size; i++) {
		if (i < list.size && list.data[i] != ' ')
			continue;
		if (i - start == word_size && memcmp(list.data + start, word, word_size) == 0)
			return true;
		start = i + 1;
	}
	return false;
}
