/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/soft_errors.h"

#include <stdlib.h>
#include <string.h>

void soft_errors_add_count(struct soft_errors *errors, enum soft_error_code code,
			   const char *subject, int error, uint64_t count)
{
	struct soft_error *item;

	error = abs(error);
	for (size_t i = 0; i < errors->n_items; i++) {
		item = &errors->items[i];
		if (item->code == code && item->error == error &&
		    strncmp(item->subject, subject, sizeof(item->subject) - 1) == 0) {
			item->count += count;
			return;
		}
	}
	if (errors->n_items == LIMIT_SOFT_ERRORS) {
		errors->n_dropped += count;
		return;
	}
	item = &errors->items[errors->n_items++];
	*item = (struct soft_error){ .code = code, .error = error, .count = count };
	strncpy(item->subject, subject, sizeof(item->subject) - 1);
}

void soft_errors_add(struct soft_errors *errors, enum soft_error_code code, const char *subject,
		     int error)
{
	soft_errors_add_count(errors, code, subject, error, 1);
}

const char *soft_error_name(enum soft_error_code code)
{
	static const char *const names[] = {
#define X(number, name) [number] = #name,
		SOFT_ERROR_CODES(X)
#undef X
	};

	if ((size_t)code >= sizeof(names) / sizeof(names[0]) || !names[code])
		return "unknown";
	return names[code];
}
