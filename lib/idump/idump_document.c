/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/idump/idump_document.h"

#include <errno.h>
#include <string.h>

#include "lib/idump/idump_item.h"
#include "lib/idump/idump_records.h"

void idump_document_init(struct idump_document *document, struct crash_capture *capture)
{
	*document = (struct idump_document){ .capture = capture };
}

void idump_document_done(struct idump_document *document)
{
	for (size_t i = 0; i < TEXT_END_; i++)
		byte_buffer_done(&document->texts[i]);
	byte_buffer_done(&document->memory);
}

static void malformed(struct idump_document *document)
{
	soft_errors_add(&document->capture->soft_errors, SOFT_ERROR_dump_damaged, "item", EBADMSG);
}

static void read_scalar(struct idump_document *document, const struct idump_item *item)
{
	struct crash_capture *capture = document->capture;

	if (item->key == IDUMP_KEY_machine)
		capture->machine = (uint16_t)idump_item_uint(item);
	else if (item->key == IDUMP_KEY_elf_class)
		capture->elf_class = (uint8_t)idump_item_uint(item);
}

/* Behind the end, whoever watched the writer may still say what befell it. */
static bool is_allowed(const struct idump_document *document, const struct idump_item *item)
{
	return !document->ended || item->key == IDUMP_KEY_soft_errors ||
	       item->key == IDUMP_KEY_frame;
}

static int read_property(struct idump_document *document, const struct idump_item *item,
			 struct byte_reader *reader, struct bytes frame, size_t number)
{
	const struct idump_record_rule *rule;

	switch (item->type) {
	case IDUMP_UINT:
		read_scalar(document, item);
		return 0;
	case IDUMP_BYTES:
	case IDUMP_TEXT:
		return 0;
	case IDUMP_END:
		document->ended = true;
		return 0;
	case IDUMP_MAP_START:
		rule = idump_record_rule_find(item->key);
		if (rule)
			return idump_record_read(rule, document, reader, frame, number);
		return idump_item_skip_nested(reader) ? 0 : -EBADMSG;
	case IDUMP_ARRAY_START:
		return idump_item_skip_nested(reader) ? 0 : -EBADMSG;
	case IDUMP_MAP_END:
	case IDUMP_ARRAY_END:
		return -EBADMSG;
	}
	return 0;
}

int idump_document_read_frame(struct idump_document *document, struct bytes frame, size_t number)
{
	struct byte_reader reader = byte_reader_of(frame);

	while (byte_reader_left(&reader) > 0) {
		struct idump_item item;
		int r = -EBADMSG;

		if (idump_item_next(&reader, &item) && is_allowed(document, &item))
			r = read_property(document, &item, &reader, frame, number);
		if (r == -ENOMEM)
			return r;
		if (r == -EBADMSG) {
			malformed(document);
			return 0;
		}
	}
	return 0;
}

int idump_document_finish(struct idump_document *document)
{
	struct crash_capture *capture = document->capture;

	for (size_t i = 0; i < TEXT_END_; i++) {
		struct bytes text = byte_buffer_bytes(&document->texts[i]);
		uint8_t *copy;

		if (byte_buffer_error(&document->texts[i]))
			return byte_buffer_error(&document->texts[i]);
		if (text.size == 0)
			continue;
		copy = pool_copy(&capture->pool, text.data, text.size);
		if (!copy)
			return -ENOMEM;
		capture->texts[i] = bytes_of(copy, text.size);
	}
	if (!document->ended)
		capture->complete = false;
	return byte_buffer_error(&document->memory);
}
