/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/minidump/minidump_reader.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "lib/minidump/reading.h"

struct minidump_reader {
	struct memory_index memory;
};

/* What a part needs of the others stands before it. */
static void (*const parts[])(struct minidump_reading *reading) = {
	minidump_read_system,	   minidump_read_process,    minidump_read_texts,
	minidump_read_mappings,	   minidump_read_exceptions, minidump_read_threads,
	minidump_read_modules,	   minidump_read_fds,	     minidump_read_annotations,
	minidump_read_soft_errors, minidump_read_memory,
};

static int read_parts(struct minidump_reader *reader, struct crash_capture *capture)
{
	struct minidump_reading reading = {
		.file = &reader->memory.file,
		.capture = capture,
		.memory = &reader->memory,
	};

	if (reading.file->is_cut)
		minidump_complain(&reading, "directory of the minidump");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && reading.error == 0; i++)
		parts[i](&reading);
	return reading.error;
}

int minidump_reader_open(int fd, struct crash_capture *capture, struct minidump_reader **ret_reader)
{
	_cleanup_(minidump_reader_freep) struct minidump_reader *reader =
		calloc(1, sizeof(*reader));
	int r;

	if (!reader)
		return -ENOMEM;
	memory_index_init(&reader->memory);
	r = minidump_file_open(fd, &capture->pool, &reader->memory.file);
	if (r == 0)
		r = read_parts(reader, capture);
	if (r == 0)
		*ret_reader = take_ptr(reader);
	return r;
}

struct memory_reader *minidump_reader_memory(struct minidump_reader *reader)
{
	return &reader->memory.reader;
}

void minidump_reader_free(struct minidump_reader *reader)
{
	if (reader)
		memory_index_done(&reader->memory);
	free(reader);
}
