/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/layout_strings.h"

#include <stdbool.h>
#include <string.h>

#include "converter/minidump/utf16.h"

static layout_blob_t add_text(struct layout *layout, const char *text, size_t size)
{
	uint16_t units[MD_MAX_STRING_UNITS];
	size_t n_units = utf16_from_utf8(text, size, units, MD_MAX_STRING_UNITS);
	uint32_t length = (uint32_t)(n_units * sizeof(units[0]));
	void *data;
	layout_blob_t blob =
		layout_reserve(layout, sizeof(length) + length + sizeof(units[0]), MD_ALIGN, &data);

	if (!data)
		return LAYOUT_NO_BLOB;
	memcpy(data, &length, sizeof(length));
	memcpy((uint8_t *)data + sizeof(length), units, length);
	return blob;
}

layout_blob_t layout_add_string(struct layout *layout, const char *text)
{
	return add_text(layout, text, strlen(text));
}

static bool is_continuation(char byte)
{
	return ((uint8_t)byte & 0xc0) == 0x80;
}

layout_blob_t layout_add_path(struct layout *layout, const char *path)
{
	size_t size = strlen(path);

	/* A character takes no more units than bytes, so that as many bytes always fit. */
	if (size > MD_MAX_STRING_UNITS) {
		path += size - MD_MAX_STRING_UNITS;
		while (is_continuation(*path))
			path++;
	}
	return layout_add_string(layout, path);
}
