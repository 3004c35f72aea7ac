/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings: the text of maps, else MemoryInfoList, which knows no paths. */
#include <errno.h>

#include "lib/capture/proc_maps.h"
#include "lib/minidump/format_streams.h"
#include "lib/minidump/reading.h"

#define MD_MEMORY_FREE 0x10000

/* The low byte of PAGE_* of winnt.h; other bits modify it. */
static const struct {
	uint32_t protection;
	unsigned int flags;
} protections[] = {
	{ 0x02, MAPPING_READ },
	{ 0x04, MAPPING_READ | MAPPING_WRITE },
	{ 0x08, MAPPING_READ | MAPPING_WRITE },
	{ 0x10, MAPPING_EXEC },
	{ 0x20, MAPPING_EXEC | MAPPING_READ },
	{ 0x40, MAPPING_EXEC | MAPPING_READ | MAPPING_WRITE },
	{ 0x80, MAPPING_EXEC | MAPPING_READ | MAPPING_WRITE },
};

static unsigned int flags_of(uint32_t protection)
{
	for (size_t i = 0; i < sizeof(protections) / sizeof(protections[0]); i++)
		if (protections[i].protection == (protection & 0xff))
			return protections[i].flags;
	return 0;
}

static void add_region(struct minidump_reading *reading, struct bytes record)
{
	const uint64_t start = bytes_uint_at(record, offsetof(struct md_memory_info, base_address),
					     8),
		       size = bytes_uint_at(record, offsetof(struct md_memory_info, region_size),
					    8),
		       state = bytes_uint_at(record, offsetof(struct md_memory_info, state), 4),
		       type = bytes_uint_at(record, offsetof(struct md_memory_info, type), 4);
	const struct crash_capture *capture = reading->capture;
	struct capture_mapping mapping = { .start = start, .end = start + size, .path = "" };

	if (state == MD_MEMORY_FREE)
		return;
	if (mapping.end <= start ||
	    (capture->n_mappings > 0 && capture->mappings[capture->n_mappings - 1].end > start)) {
		minidump_complain(reading, "MemoryInfoList of the minidump");
		return;
	}
	mapping.flags = flags_of(
		(uint32_t)bytes_uint_at(record, offsetof(struct md_memory_info, protection), 4));
	if (type == MD_MEMORY_MAPPED)
		mapping.flags |= MAPPING_SHARED;
	minidump_added(reading, crash_capture_add_mapping(reading->capture, &mapping));
}

static void read_regions(struct minidump_reading *reading)
{
	struct byte_reader stream = byte_reader_of(
		minidump_stream(reading, MD_MEMORY_INFO_LIST_STREAM, LIMIT_MINIDUMP_LIST));
	const uint32_t header_size = byte_reader_u32(&stream);
	const uint32_t record_size = byte_reader_u32(&stream);
	uint64_t count = byte_reader_u64(&stream);

	if (record_size < sizeof(struct md_memory_info))
		return;
	byte_reader_seek(&stream, header_size);
	for (; count > 0 && byte_reader_left(&stream) >= record_size; count--)
		add_region(reading, byte_reader_take(&stream, record_size));
}

void minidump_read_mappings(struct minidump_reading *reading)
{
	struct bytes maps = reading->capture->texts[TEXT_maps];

	if (maps.size > 0)
		minidump_added(reading, proc_maps_parse(reading->capture, maps));
	else
		read_regions(reading);
}
