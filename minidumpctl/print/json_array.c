/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/json_array.h"

#include <errno.h>
#include <stdio.h>

#include "lib/base/cleanup.h"
#include "minidumpctl/print/message.h"

int json_array_print(struct json_array *array, json_t *item)
{
	/* ASCII only: a terminal acts on no control character then, not even a C1 one. */
	_cleanup_free_ char *text = item ? json_dumps(item, JSON_ENSURE_ASCII) : NULL;

	json_decref(item);
	if (!text) {
		complain("out of memory");
		return -ENOMEM;
	}
	if (array->is_lines)
		printf("%s\n", text);
	else
		printf("%s%s", array->n_items++ == 0 ? "[\n" : ",\n", text);
	return 0;
}

void json_array_finish(const struct json_array *array)
{
	if (!array->is_lines)
		printf("%s", array->n_items == 0 ? "[]\n" : "\n]\n");
}
