/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl annotations */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/escape.h"
#include "minidumpctl/dump/dump_view.h"
#include "minidumpctl/print/escaped.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/verbs.h"

static bool same_group(const struct capture_annotation *a, const struct capture_annotation *b)
{
	return strcmp(a->source, b->source) == 0 && strcmp(a->module, b->module) == 0;
}

/* True if no annotation before the i-th one is of its group. */
static bool starts_group(const struct crash_capture *capture, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (same_group(&capture->annotations[j], &capture->annotations[i]))
			return false;
	return true;
}

static void print_annotation(const struct capture_annotation *annotation)
{
	size_t length = escape_text(NULL, 0, annotation->value.data, annotation->value.size);
	_cleanup_free_ char *value = malloc(length + 1);
	_cleanup_free_ char *name = escaped_copy(annotation->name);

	if (!value || !name)
		return;
	(void)escape_text(value, length + 1, annotation->value.data, annotation->value.size);
	printf("  %s%s%s\n", name, *name ? ": " : "", value);
}

static void print_group(const struct crash_capture *capture, size_t first, bool is_first)
{
	const struct capture_annotation *group = &capture->annotations[first];
	_cleanup_free_ char *source = escaped_copy(group->source);
	_cleanup_free_ char *module = escaped_copy(group->module);

	if (!source || !module)
		return;
	printf("%s%s%s%s:\n", is_first ? "" : "\n", source, *module ? " in " : "", module);
	for (size_t i = first; i < capture->n_annotations; i++)
		if (same_group(group, &capture->annotations[i]))
			print_annotation(&capture->annotations[i]);
}

static int print(const struct dump_printer *printer, const struct dump *dump)
{
	const struct crash_capture *capture = dump->capture;

	(void)printer;
	if (capture->n_annotations == 0)
		advise("The program left no annotations in %s.", dump->file->path);
	for (size_t i = 0; i < capture->n_annotations; i++)
		if (starts_group(capture, i))
			print_group(capture, i, i == 0);
	return STATUS_DONE;
}

static json_t *to_json(const struct dump_printer *printer, const struct dump *dump)
{
	json_t *array = json_array();

	(void)printer;
	for (size_t i = 0; i < dump->capture->n_annotations; i++) {
		const struct capture_annotation *annotation = &dump->capture->annotations[i];
		json_t *object = json_object();

		(void)json_object_set_new(object, "source", json_of_text(annotation->source));
		(void)json_object_set_new(object, "module", json_of_text(annotation->module));
		(void)json_object_set_new(object, "name", json_of_text(annotation->name));
		(void)json_object_set_new(object, "value", json_of_bytes(annotation->value));
		(void)json_array_append_new(array, object);
	}
	return array;
}

int verb_annotations(const struct invocation *invocation)
{
	static const struct dump_view view = { "annotations", print, to_json };

	return dump_view_run(invocation, &view);
}
