/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/extra_object.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/base/valid_utf8.h"

void extra_object_init(struct extra_object *extra)
{
	extra->json = json_object();
}

void extra_object_done(struct extra_object *extra)
{
	json_decref(extra->json);
	extra->json = NULL;
}

/* Takes over value. */
static void put(struct extra_object *extra, const char *key, json_t *value)
{
	if (json_object_set_new(extra->json, key, value) < 0)
		extra_object_done(extra);
}

void extra_put_bytes(struct extra_object *extra, const char *key, struct bytes value)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;

	if (value.size == 0)
		return;
	utf8_put_valid(&text, value);
	if (byte_buffer_error(&text) < 0)
		extra_object_done(extra);
	else
		put(extra, key, json_stringn((const char *)text.data, text.size));
}

void extra_put_text(struct extra_object *extra, const char *key, const char *value)
{
	extra_put_bytes(extra, key, bytes_of(value, strlen(value)));
}

void extra_put_number(struct extra_object *extra, const char *key, uint64_t value)
{
	put(extra, key, json_sprintf("%" PRIu64, value));
}

void extra_put_signed(struct extra_object *extra, const char *key, int64_t value)
{
	put(extra, key, json_sprintf("%" PRId64, value));
}

void extra_put_address(struct extra_object *extra, const char *key, uint64_t value)
{
	put(extra, key, json_sprintf("0x%" PRIx64, value));
}

void extra_put_hex(struct extra_object *extra, const char *key, struct bytes value)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;

	for (size_t i = 0; i < value.size; i++) {
		char digits[3];

		(void)snprintf(digits, sizeof(digits), "%02x", value.data[i]);
		byte_buffer_put(&text, digits, 2);
	}
	extra_put_bytes(extra, key, byte_buffer_bytes(&text));
}

void extra_put_json(struct extra_object *extra, const char *key, json_t *value)
{
	_cleanup_free_ char *text = json_dumps(value, JSON_COMPACT);

	json_decref(value);
	if (text)
		extra_put_text(extra, key, text);
	else
		extra_object_done(extra);
}

int extra_object_write(const struct extra_object *extra, int fd)
{
	_cleanup_free_ char *text = json_dumps(extra->json, JSON_COMPACT);
	int r;

	if (!text)
		return -ENOMEM;
	r = fd_write_full(fd, text, strlen(text));
	return r < 0 ? r : fd_write_full(fd, "\n", 1);
}
