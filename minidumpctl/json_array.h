/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A JSON array on stdout, written item by item, one a line, so that a long one needs no memory. */
#pragma once

#include <jansson.h>
#include <stddef.h>

struct json_array {
	size_t n_items;
};

#define JSON_ARRAY_INIT ((struct json_array){ .n_items = 0 })

/* Prints and releases the item. Returns 0, or -ENOMEM (also for NULL) after a complaint. */
int json_array_print(struct json_array *array, json_t *item);

/* Prints what closes the array: "[]" and a newline if it stayed empty. */
void json_array_finish(const struct json_array *array);
