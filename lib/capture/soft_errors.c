/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/soft_errors.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"

#define SUBJECT_SIZE sizeof(((struct soft_error *)0)->subject)

/* Copies subject; where it is too long, it is cut between two characters of UTF-8. */
static void copy_subject(char ret_subject[SUBJECT_SIZE], const char *subject)
{
	size_t length = strnlen(subject, SUBJECT_SIZE);

	if (length == SUBJECT_SIZE) {
		length--;
		while (length > 0 && ((unsigned char)subject[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(ret_subject, subject, length);
	ret_subject[length] = '\0';
}

static struct soft_error *find_same(struct soft_errors *errors, const struct soft_error *wanted)
{
	for (size_t i = 0; i < errors->n_items; i++) {
		struct soft_error *item = &errors->items[i];

		if (item->code == wanted->code && item->error == wanted->error &&
		    strcmp(item->subject, wanted->subject) == 0)
			return item;
	}
	return NULL;
}

void soft_errors_add_count(struct soft_errors *errors, enum soft_error_code code,
			   const char *subject, int error, uint64_t count)
{
	struct soft_error added = { .code = code, .error = abs(error), .count = count };
	struct soft_error *same;

	copy_subject(added.subject, subject);
	same = find_same(errors, &added);
	if (same)
		same->count = saturating_add_u64(same->count, count);
	else if (errors->n_items == LIMIT_SOFT_ERRORS)
		errors->n_dropped = saturating_add_u64(errors->n_dropped, count);
	else
		errors->items[errors->n_items++] = added;
}

void soft_errors_add(struct soft_errors *errors, enum soft_error_code code, const char *subject,
		     int error)
{
	soft_errors_add_count(errors, code, subject, error, 1);
}

bool soft_errors_have(const struct soft_errors *errors, enum soft_error_code code,
		      const char *subject)
{
	for (size_t i = 0; i < errors->n_items; i++)
		if (errors->items[i].code == code && strcmp(errors->items[i].subject, subject) == 0)
			return true;
	return false;
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
