/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON on stdout, written item by item, one a line, so that much of it needs no memory: an array,
 * or lines (https://jsonlines.org) for what has no end.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct json_array {
	size_t n_items;
	bool is_lines;
};

#define JSON_ARRAY_INIT	 ((struct json_array){ .n_items = 0 })
#define JSON_ARRAY_LINES ((struct json_array){ .is_lines = true })

/* Prints and releases the item. Returns 0, or -ENOMEM (also for NULL) after a complaint. */
int json_array_print(struct json_array *array, json_t *item);

/* Prints what closes the array, if it is one: "[]" and a newline if it stayed empty. */
void json_array_finish(const struct json_array *array);
