/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/minidump/reading.h"

#include <errno.h>
#include <stdio.h>

#include "lib/minidump/context_registers.h"

#define COUNT_SIZE   4
#define LIST_PADDING 4

void minidump_complain(struct minidump_reading *reading, const char *subject)
{
	soft_errors_add(&reading->capture->soft_errors, SOFT_ERROR_dump_damaged, subject, EBADMSG);
}

void minidump_added(struct minidump_reading *reading, int result)
{
	if (result < 0 && result != -E2BIG && reading->error == 0)
		reading->error = result;
}

struct bytes minidump_bytes(struct minidump_reading *reading, struct md_location location,
			    uint64_t limit, const char *subject)
{
	struct soft_errors *errors = &reading->capture->soft_errors;
	struct bytes bytes;
	int r;

	if (location.size == 0)
		return BYTES_NONE;
	r = minidump_file_read(reading->file, &reading->capture->pool, location, limit, &bytes);
	if (r < 0) {
		if (r == -ENODATA)
			minidump_complain(reading, subject);
		else
			minidump_added(reading, r);
		return BYTES_NONE;
	}
	if (location.size > limit)
		soft_errors_add_count(errors, SOFT_ERROR_too_large, subject, E2BIG,
				      location.size - limit);
	else if (bytes.size < location.size)
		soft_errors_add_count(errors, SOFT_ERROR_dump_truncated, subject, 0,
				      location.size - bytes.size);
	return bytes;
}

struct bytes minidump_stream(struct minidump_reading *reading, uint32_t type, uint64_t limit)
{
	struct md_location location;
	char subject[32];

	(void)snprintf(subject, sizeof(subject), "minidump stream 0x%x", type);
	if (!minidump_file_find(reading->file, type, &location))
		return BYTES_NONE;
	return minidump_bytes(reading, location, limit, subject);
}

struct bytes minidump_list(struct minidump_reading *reading, uint32_t type, size_t record_size,
			   size_t max)
{
	struct bytes stream =
		minidump_stream(reading, type, max * record_size + COUNT_SIZE + LIST_PADDING);
	struct byte_reader reader = byte_reader_of(stream);
	uint64_t count = byte_reader_u32(&reader), there;

	if (byte_reader_failed(&reader))
		return BYTES_NONE;
	if (stream.size == COUNT_SIZE + LIST_PADDING + count * record_size)
		byte_reader_skip(&reader, LIST_PADDING);
	there = byte_reader_left(&reader) / record_size;
	if (there < count) {
		minidump_complain(reading, "count of a list in the minidump");
		count = there;
	}
	return byte_reader_take(&reader, count * record_size);
}

const char *minidump_string(struct minidump_reading *reading, uint64_t rva)
{
	const char *text = "";
	int r;

	if (rva == 0)
		return text;
	r = minidump_file_read_string(reading->file, &reading->capture->pool, rva, &text);
	if (r == -ENODATA)
		minidump_complain(reading, "string in the minidump");
	else
		minidump_added(reading, r);
	return text;
}

void minidump_read_context(struct minidump_reading *reading, struct md_location location,
			   struct thread_registers *ret_registers)
{
	struct bytes context =
		minidump_bytes(reading, location, CONTEXT_BYTES_MAX, "context of a thread");
	int r;

	if (!reading->registers || context.size == 0)
		return;
	r = context_registers(&reading->capture->pool, reading->layout, reading->registers, context,
			      ret_registers);
	if (r == -EBADMSG)
		minidump_complain(reading, "context of a thread");
	else
		minidump_added(reading, r);
}

struct md_location byte_reader_location(struct byte_reader *reader)
{
	uint32_t size = byte_reader_u32(reader);

	return (struct md_location){ .size = size, .rva = { byte_reader_u32(reader) } };
}
