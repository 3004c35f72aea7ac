/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HandleData: the open descriptors. */
#include "lib/minidump/format_streams.h"
#include "lib/minidump/reading.h"

void minidump_read_fds(struct minidump_reading *reading)
{
	struct byte_reader stream = byte_reader_of(
		minidump_stream(reading, MD_HANDLE_DATA_STREAM, LIMIT_MINIDUMP_LIST));
	const uint32_t header_size = byte_reader_u32(&stream);
	const uint32_t record_size = byte_reader_u32(&stream);
	uint32_t count = byte_reader_u32(&stream);

	if (record_size < sizeof(struct md_handle_descriptor))
		return;
	byte_reader_seek(&stream, header_size);
	for (; count > 0 && byte_reader_left(&stream) >= record_size; count--) {
		struct bytes record = byte_reader_take(&stream, record_size);
		uint64_t name = bytes_uint_at(
			record, offsetof(struct md_handle_descriptor, object_name), 4);
		struct capture_fd fd = {
			.fd = (int)(uint32_t)bytes_uint_at(record, 0, 4),
			.target = minidump_string(reading, name),
		};

		minidump_added(reading, crash_capture_add_fd(reading->capture, &fd));
	}
}
