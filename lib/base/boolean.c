/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/boolean.h"

#include <stddef.h>
#include <string.h>

bool boolean_parse(const char *text, bool *ret_value)
{
	static const char *const words[][2] = {
		{ "no", "yes" }, { "false", "true" }, { "off", "on" }, { "0", "1" }
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (size_t value = 0; value < 2; value++)
			if (strcmp(text, words[i][value]) == 0) {
				*ret_value = value;
				return true;
			}
	return false;
}
