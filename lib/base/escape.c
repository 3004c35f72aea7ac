/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/utf8.h"

struct range {
	uint32_t first, last;
};

/* Characters that a terminal acts on instead of showing them, or that hide or reorder text. */
static const struct range unsafe[] = {
	{ 0x00, 0x1f },	      /* C0 controls */
	{ 0x7f, 0x9f },	      /* DEL, C1 controls */
	{ 0xad, 0xad },	      /* soft hyphen */
	{ 0x61c, 0x61c },     /* Arabic letter mark */
	{ 0x200b, 0x200f },   /* zero-width characters, directional marks */
	{ 0x2028, 0x202e },   /* separators of lines and paragraphs, directional overrides */
	{ 0x2060, 0x206f },   /* invisible operators, directional isolates */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xfff9, 0xfffb },   /* interlinear annotation */
	{ 0xe0000, 0xe0fff }, /* tags */
};

static bool is_unsafe(uint32_t character)
{
	for (size_t i = 0; i < sizeof(unsafe) / sizeof(*unsafe); i++)
		if (character >= unsafe[i].first && character <= unsafe[i].last)
			return true;
	return false;
}

struct output {
	char *data;
	size_t size;   /* of data, with the NUL */
	size_t used;   /* bytes of data that are filled */
	size_t length; /* of the whole text */
};

/* Appends a piece as a whole, or, from the first that does not fit on, nothing. */
static void put(struct output *output, const void *piece, size_t size)
{
	if (output->length == output->used && output->used + size < output->size) {
		memcpy(output->data + output->used, piece, size);
		output->used += size;
	}
	output->length += size;
}

static void put_escaped_byte(struct output *output, uint8_t byte)
{
	static const char digits[] = "0123456789abcdef";
	const char hexadecimal[] = { '\\', 'x', digits[byte >> 4], digits[byte & 15] };

	switch (byte) {
	case '\n':
		return put(output, "\\n", 2);
	case '\t':
		return put(output, "\\t", 2);
	case '\r':
		return put(output, "\\r", 2);
	case '\\':
		return put(output, "\\\\", 2);
	default:
		return put(output, hexadecimal, sizeof(hexadecimal));
	}
}

/* How many bytes at the start are printable ASCII that needs no escape: mostly all of them. */
static size_t plain_length(const uint8_t *bytes, size_t size)
{
	size_t length = 0;

	while (length < size && bytes[length] >= ' ' && bytes[length] <= '~' &&
	       bytes[length] != '\\')
		length++;
	return length;
}

size_t escape_text(char *out, size_t out_size, const void *text, size_t size)
{
	struct output output = { .data = out, .size = out_size };
	const uint8_t *bytes = text;

	for (size_t i = 0, length; i < size; i += length) {
		uint32_t character = 0;

		/* What does not fit is cut byte by byte below. */
		length = plain_length(bytes + i, size - i);
		if (length > 0 && output.used + length < output.size) {
			put(&output, bytes + i, length);
			continue;
		}
		length = utf8_decode(bytes + i, size - i, &character);
		if (length > 0 && character != '\\' && !is_unsafe(character)) {
			put(&output, bytes + i, length);
			continue;
		}
		if (length == 0)
			length = 1;
		for (size_t j = 0; j < length; j++)
			put_escaped_byte(&output, bytes[i + j]);
	}
	if (out_size > 0)
		out[output.used] = '\0';
	return output.length;
}
