/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/escaped.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/escape.h"

char *escaped_copy(const char *text)
{
	size_t size = strlen(text);
	size_t length = escape_text(NULL, 0, text, size);
	char *copy = malloc(length + 1);

	if (copy)
		(void)escape_text(copy, length + 1, text, size);
	return copy;
}
