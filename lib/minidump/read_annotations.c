/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CrashpadInfo: annotations of the process and of its modules, as Crashpad lays them out. */
#include <errno.h>

#include "lib/minidump/format_streams.h"
#include "lib/minidump/reading.h"

#define CRASHPAD_INFO_SIZE_MAX 64
#define SIMPLE_ANNOTATIONS     36 /* offset in CrashpadInfo; the list of modules stands behind it */
#define MODULE_RECORD	       12
#define MODULE_INFO_SIZE       28
#define PAIR_SIZE	       8
#define OBJECT_SIZE	       12
#define SOURCE		       "crashpad"
#define SUBJECT		       "CrashpadInfo of the minidump"

/* The bytes behind a u32 length at rva: Crashpad's strings and byte arrays. */
static struct bytes sized_bytes(struct minidump_reading *reading, uint32_t rva)
{
	const struct md_location head = { .size = 4, .rva = { rva } };
	struct bytes length = minidump_bytes(reading, head, 4, SUBJECT);
	struct md_location body = { .size = (uint32_t)bytes_uint_at(length, 0, 4) };
	uint32_t start;

	if (rva == 0 || __builtin_add_overflow(rva, 4U, &start))
		return BYTES_NONE;
	body.rva.value = start;
	return minidump_bytes(reading, body, LIMIT_ANNOTATION_VALUE, SUBJECT);
}

static void add(struct minidump_reading *reading, const char *module, struct bytes name,
		struct bytes value)
{
	struct crash_capture *capture = reading->capture;
	struct capture_annotation annotation = {
		.source = SOURCE,
		.module = module,
		.name = name.size > 0 ? pool_copy_text(&capture->pool, name.data, name.size) : "",
		.value = value,
	};

	if (!annotation.name)
		minidump_added(reading, -ENOMEM);
	else
		minidump_added(reading, crash_capture_add_annotation(capture, &annotation));
}

/* A u32 count and as many records. */
static struct byte_reader records_at(struct minidump_reading *reading, struct md_location location,
				     size_t record_size)
{
	struct byte_reader reader = byte_reader_of(
		minidump_bytes(reading, location, 4 + LIMIT_ANNOTATIONS * record_size, SUBJECT));
	uint64_t count = byte_reader_u32(&reader);

	count = count < byte_reader_left(&reader) / record_size
			? count
			: byte_reader_left(&reader) / record_size;
	return byte_reader_of(byte_reader_take(&reader, count * record_size));
}

static bool goes_on(const struct minidump_reading *reading, const struct byte_reader *records)
{
	return byte_reader_left(records) > 0 && reading->error == 0 &&
	       reading->capture->n_annotations < LIMIT_ANNOTATIONS;
}

static void read_pairs(struct minidump_reading *reading, struct md_location location,
		       const char *module)
{
	struct byte_reader records = records_at(reading, location, PAIR_SIZE);

	while (goes_on(reading, &records)) {
		struct bytes name = sized_bytes(reading, byte_reader_u32(&records));

		add(reading, module, name, sized_bytes(reading, byte_reader_u32(&records)));
	}
}

static void read_list(struct minidump_reading *reading, struct md_location location,
		      const char *module)
{
	struct byte_reader records = records_at(reading, location, 4);

	while (goes_on(reading, &records))
		add(reading, module, BYTES_NONE, sized_bytes(reading, byte_reader_u32(&records)));
}

static void read_objects(struct minidump_reading *reading, struct md_location location,
			 const char *module)
{
	struct byte_reader records = records_at(reading, location, OBJECT_SIZE);

	while (goes_on(reading, &records)) {
		struct bytes name = sized_bytes(reading, byte_reader_u32(&records));

		byte_reader_skip(&records, 4);
		add(reading, module, name, sized_bytes(reading, byte_reader_u32(&records)));
	}
}

/* The name of the module with this index in ModuleList. */
static const char *module_name(struct minidump_reading *reading, struct bytes modules,
			       uint64_t index)
{
	uint64_t offset = index * sizeof(struct md_module);

	return minidump_string(
		reading,
		bytes_uint_at(modules, offset + offsetof(struct md_module, module_name), 4));
}

static void read_module(struct minidump_reading *reading, struct md_location location,
			const char *module)
{
	struct byte_reader info =
		byte_reader_of(minidump_bytes(reading, location, MODULE_INFO_SIZE, SUBJECT));

	byte_reader_skip(&info, 4);
	read_list(reading, byte_reader_location(&info), module);
	read_pairs(reading, byte_reader_location(&info), module);
	read_objects(reading, byte_reader_location(&info), module);
}

void minidump_read_annotations(struct minidump_reading *reading)
{
	struct bytes stream =
		minidump_stream(reading, MD_CRASHPAD_INFO_STREAM, CRASHPAD_INFO_SIZE_MAX);
	struct byte_reader info = byte_reader_of(stream), records;
	struct bytes modules;

	if (stream.size == 0)
		return;
	byte_reader_seek(&info, SIMPLE_ANNOTATIONS);
	read_pairs(reading, byte_reader_location(&info), "");
	records = records_at(reading, byte_reader_location(&info), MODULE_RECORD);
	modules = minidump_list(reading, MD_MODULE_LIST_STREAM, sizeof(struct md_module),
				LIMIT_MODULES);
	while (goes_on(reading, &records)) {
		uint32_t index = byte_reader_u32(&records);

		read_module(reading, byte_reader_location(&records),
			    module_name(reading, modules, index));
	}
}
