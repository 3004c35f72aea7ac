/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An intermediate dump in memory: made by hand, and read back. */
#pragma once

#include "lib/base/byte_buffer.h"
#include "lib/idump/idump_reader.h"
#include "lib/idump/idump_writer.h"

/* Starts a file of SAMPLE_ID that idump_writer_end() takes. */
void idump_writer_begin(struct idump_writer *writer);

/* Flushes, and appends the whole file to buffer. Returns what idump_writer_flush() does. */
int idump_writer_end(struct idump_writer *writer, struct byte_buffer *buffer);

struct opened_idump {
	int result; /* of idump_reader_open() */
	struct crash_capture *capture;
	struct idump_reader *reader; /* NULL unless result is 0 */
};

struct opened_idump opened_idump_of(const void *data, size_t size);
void opened_idump_done(struct opened_idump *opened);

/* How often this soft error was counted; a NULL subject is any. */
uint64_t opened_idump_count(const struct opened_idump *opened, enum soft_error_code code,
			    const char *subject);

/* True if a soft error says which frame is damaged or cut off. */
bool opened_idump_names_frame(const struct opened_idump *opened);
