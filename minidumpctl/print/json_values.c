/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/json_values.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/escape.h"
#include "minidumpctl/print/hex_text.h"

json_t *json_of_bytes(struct bytes text)
{
	/* jansson takes NUL and all other characters, but nothing that is no UTF-8. */
	json_t *string = json_stringn((const char *)text.data, text.size);
	_cleanup_free_ char *escaped = NULL;
	size_t length;

	if (string || text.size == 0)
		return string ? string : json_string("");
	length = escape_text(NULL, 0, text.data, text.size);
	escaped = malloc(length + 1);
	if (!escaped)
		return NULL;
	(void)escape_text(escaped, length + 1, text.data, text.size);
	return json_stringn(escaped, length);
}

json_t *json_of_text(const char *text)
{
	return json_of_bytes(bytes_of(text, strlen(text)));
}

json_t *json_of_address(uint64_t address)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "0x%llx", (unsigned long long)address);
	return json_string(text);
}

json_t *json_of_hex(struct bytes bytes)
{
	_cleanup_free_ char *text = hex_text(bytes);

	return text ? json_string(text) : NULL;
}
