/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/command_line.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/utf8.h"

#define ELLIPSIS "\xe2\x80\xa6"

enum quoting {
	QUOTING_NONE,
	QUOTING_SINGLE,	 /* '...' */
	QUOTING_ESCAPES, /* $'...' */
};

static const char *const quote_starts[] = { "", "'", "$'" };
static const char *const quote_ends[] = { "", "'", "'" };

/* One character of an argument, or one byte that is none. */
struct character {
	struct bytes raw;
	bool is_escaped; /* a control character or no UTF-8: only shown as numbers */
};

static struct character character_at(struct bytes text, size_t at)
{
	uint32_t value = 0;
	size_t length = utf8_decode(text.data + at, text.size - at, &value);

	return (struct character){
		.raw = bytes_of(text.data + at, length > 0 ? length : 1),
		.is_escaped = length == 0 || value < 0x20 || (value >= 0x7f && value < 0xa0),
	};
}

static bool is_plain(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("_@%+=:,./-", byte));
}

static enum quoting quoting_of(struct bytes argument)
{
	enum quoting quoting = argument.size > 0 ? QUOTING_NONE : QUOTING_SINGLE;
	size_t at = 0;

	while (at < argument.size) {
		struct character character = character_at(argument, at);

		if (character.is_escaped)
			return QUOTING_ESCAPES;
		if (!is_plain(character.raw.data[0]))
			quoting = QUOTING_SINGLE;
		at += character.raw.size;
	}
	return quoting;
}

static void put_text(struct byte_buffer *buffer, const char *text)
{
	byte_buffer_put(buffer, text, strlen(text));
}

static void put_escaped_byte(struct byte_buffer *buffer, uint8_t byte)
{
	static const char named[] = "\a\b\t\n\v\f\r", letters[] = "abtnvfr";
	const char *name = strchr(named, byte);
	char text[8];

	if (name && *name)
		(void)snprintf(text, sizeof(text), "\\%c", letters[name - named]);
	else /* octal: its three digits never swallow what follows, as those of \x do */
		(void)snprintf(text, sizeof(text), "\\%03o", byte);
	put_text(buffer, text);
}

static void put_character(struct byte_buffer *buffer, enum quoting quoting,
			  const struct character *character)
{
	uint8_t byte = character->raw.data[0];

	if (quoting == QUOTING_SINGLE && byte == '\'') {
		put_text(buffer, "'\\''");
		return;
	}
	if (quoting == QUOTING_ESCAPES && (byte == '\'' || byte == '\\'))
		byte_buffer_put_u8(buffer, '\\');
	if (!character->is_escaped) {
		byte_buffer_put(buffer, character->raw.data, character->raw.size);
		return;
	}
	for (size_t i = 0; i < character->raw.size; i++)
		put_escaped_byte(buffer, character->raw.data[i]);
}

/* Returns false if the argument was cut because the buffer reached end bytes. */
static bool put_argument(struct byte_buffer *buffer, struct bytes argument, size_t end)
{
	enum quoting quoting = quoting_of(argument);
	size_t at = 0;

	put_text(buffer, quote_starts[quoting]);
	while (at < argument.size && buffer->size < end && !byte_buffer_error(buffer)) {
		struct character character = character_at(argument, at);

		put_character(buffer, quoting, &character);
		at += character.raw.size;
	}
	put_text(buffer, quote_ends[quoting]);
	return at == argument.size;
}

void command_line_put(struct byte_buffer *buffer, struct bytes cmdline, size_t limit)
{
	size_t at = 0, end = buffer->size + limit;

	while (at < cmdline.size) {
		const char *argument = (const char *)cmdline.data + at;
		size_t length = strnlen(argument, cmdline.size - at);

		if (at > 0)
			byte_buffer_put_u8(buffer, ' ');
		if (buffer->size >= end || !put_argument(buffer, bytes_of(argument, length), end)) {
			put_text(buffer, ELLIPSIS);
			return;
		}
		at += length + 1;
	}
}
