/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The JSON object of an .extra file: flat, string to string, in the order of the puts. An empty
 * value is left out. The first failure (no memory) sticks: later puts do nothing.
 */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "lib/base/bytes.h"

struct extra_object {
	json_t *json; /* NULL after a failure */
};

#define EXTRA_OBJECT_INIT ((struct extra_object){ .json = NULL })

void extra_object_init(struct extra_object *extra);
void extra_object_done(struct extra_object *extra);

/* Any bytes: NUL bytes and what is no UTF-8 become U+FFFD. */
void extra_put_bytes(struct extra_object *extra, const char *key, struct bytes value);
void extra_put_text(struct extra_object *extra, const char *key, const char *value);

void extra_put_number(struct extra_object *extra, const char *key, uint64_t value);
void extra_put_signed(struct extra_object *extra, const char *key, int64_t value);

/* "0x...": lower case, no leading zeros. */
void extra_put_address(struct extra_object *extra, const char *key, uint64_t value);

/* Two lower-case hexadecimal digits a byte. */
void extra_put_hex(struct extra_object *extra, const char *key, struct bytes value);

/* A JSON value of its own, as compact text. Takes over value, which may be NULL (a failure). */
void extra_put_json(struct extra_object *extra, const char *key, json_t *value);

/* Writes the object in one line. Returns 0, -ENOMEM after a failed put, or an errno of writing. */
int extra_object_write(const struct extra_object *extra, int fd);
