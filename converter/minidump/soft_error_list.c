/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MozSoftErrors: what could not be had of the crash, as a JSON array of objects. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "converter/minidump/streams.h"
#include "lib/base/byte_buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/valid_utf8.h"

/* NULL when there is no memory. JSON takes no text that is not valid UTF-8. */
static json_t *json_of_subject(const char *subject)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;

	utf8_put_valid(&text, bytes_of(subject, strlen(subject)));
	byte_buffer_put_u8(&text, '\0');
	return byte_buffer_error(&text) ? NULL : json_string((const char *)text.data);
}

/* Returns false when there is no memory. */
static bool append(json_t *array, const struct soft_error *item)
{
	json_t *object = json_object();

	/* Each call takes over its value, also when it fails, and fails for a NULL. */
	if (json_object_set_new(object, "code", json_string(soft_error_name(item->code))) < 0 ||
	    json_object_set_new(object, "subject", json_of_subject(item->subject)) < 0 ||
	    json_object_set_new(object, "errno", json_integer(item->error)) < 0 ||
	    json_object_set_new(object, "count", json_integer((json_int_t)item->count)) < 0) {
		json_decref(object);
		return false;
	}
	return json_array_append_new(array, object) == 0;
}

/* The text of the array, to be freed; NULL when there is no memory. */
static char *format(const struct soft_errors *errors)
{
	const struct soft_error dropped = { .code = SOFT_ERROR_too_many,
					    .count = errors->n_dropped,
					    .subject = "soft errors" };
	json_t *array = json_array();
	bool fits = array;
	char *text = NULL;

	for (size_t i = 0; i < errors->n_items && fits; i++)
		fits = append(array, &errors->items[i]);
	if (fits && errors->n_dropped > 0)
		fits = append(array, &dropped);
	if (fits)
		text = json_dumps(array, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_SORT_KEYS);
	json_decref(array);
	return text;
}

layout_blob_t minidump_add_soft_errors(struct minidump_builder *builder, uint32_t type)
{
	const struct soft_errors *errors = &builder->soft_errors;
	_cleanup_free_ char *text = NULL;
	layout_blob_t blob;
	void *data;

	(void)type;
	if (errors->n_items == 0)
		return LAYOUT_NO_BLOB;
	text = format(errors);
	if (!text) {
		layout_fail(&builder->layout, -ENOMEM);
		return LAYOUT_NO_BLOB;
	}
	blob = layout_reserve(&builder->layout, strlen(text), MD_ALIGN, &data);
	if (data)
		memcpy(data, text, strlen(text));
	return blob;
}
