/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/escaped.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/escape.h"

char *escaped_copy(const char *text)
{
	size_t size = strlen(text);
	char *copy = malloc(size + 1), *longer;
	/* Mostly nothing has to be escaped, and the first try is the last. */
	size_t length = copy ? escape_text(copy, size + 1, text, size) : 0;

	if (!copy || length <= size)
		return copy;
	longer = realloc(copy, length + 1);
	if (longer)
		(void)escape_text(longer, length + 1, text, size);
	else
		free(copy);
	return longer;
}
