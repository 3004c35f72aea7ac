/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as those of /proc that the converter looks values up in. */
#include <stdlib.h>
#include <string.h>

#include "converter/command_line.h"
#include "lib/base/utf8.h"
#include "lib/base/valid_utf8.h"
#include "lib/capture/text_fields.h"

#define LINE_LIMIT 64U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was found lies inside the text. */
static void check_part(struct bytes text, struct bytes part)
{
	if (part.size > 0 &&
	    (part.data < text.data || part.data + part.size > text.data + text.size))
		abort();
}

static void check_utf8(const struct byte_buffer *text)
{
	size_t at = 0;

	while (at < text->size) {
		uint32_t character = 0;
		size_t length = utf8_decode(text->data + at, text->size - at, &character);

		if (length == 0 || character == 0)
			abort();
		at += length;
	}
}

static void look_up(struct bytes text)
{
	struct bytes value;
	uint64_t number;

	if (text_field_find(text, "PRETTY_NAME", '=', &value))
		check_part(text, value);
	if (text_field_find(text, "microcode", ':', &value))
		check_part(text, value);
	for (unsigned int field = 0; field < 60; field++)
		(void)stat_field_find(text, field, &number);
	if (!cgroup_path_find(text, &value))
		return;
	check_part(text, value);
	if (cgroup_unit_find(value, &value))
		check_part(text, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct byte_buffer line = BYTE_BUFFER_INIT, text = BYTE_BUFFER_INIT;
	struct bytes input = bytes_of(data, size);

	look_up(input);
	command_line_put(&line, input, LINE_LIMIT);
	/* over the limit by one character, closing and ellipsis at most */
	if (line.size > LINE_LIMIT + 32)
		abort();
	check_utf8(&line);
	utf8_put_valid(&text, input);
	check_utf8(&text);
	byte_buffer_done(&line);
	byte_buffer_done(&text);
	return 0;
}
