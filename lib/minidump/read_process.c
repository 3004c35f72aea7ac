/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who the process was: our stream of pairs, and what others have instead. */
#include <errno.h>
#include <string.h>

#include "lib/base/quantity.h"
#include "lib/minidump/format_streams.h"
#include "lib/minidump/private_streams.h"
#include "lib/minidump/reading.h"

#define NAMESPACE_PREFIX "ns/"

enum value_kind {
	VALUE_U32,
	VALUE_U64,
	VALUE_STRING, /* const char * */
	VALUE_ARRAY,  /* char[size] */
};

#define IN_PROCESS(name) offsetof(struct crash_capture, process.name)
#define IN_CLOCKS(name)	 offsetof(struct crash_capture, clocks.name)

static const struct {
	const char *key;
	size_t offset; /* in struct crash_capture */
	enum value_kind kind;
	size_t size; /* of an array */
} values[] = {
	{ "pid", IN_PROCESS(pid), VALUE_U32, 0 },
	{ "ns_pid", IN_PROCESS(ns_pid), VALUE_U32, 0 },
	{ "crashing_tid", IN_PROCESS(crashing_tid), VALUE_U32, 0 },
	{ "ns_crashing_tid", IN_PROCESS(ns_crashing_tid), VALUE_U32, 0 },
	{ "uid", IN_PROCESS(uid), VALUE_U32, 0 },
	{ "gid", IN_PROCESS(gid), VALUE_U32, 0 },
	{ "exe", IN_PROCESS(exe), VALUE_STRING, 0 },
	{ "cwd", IN_PROCESS(cwd), VALUE_STRING, 0 },
	{ "root", IN_PROCESS(root), VALUE_STRING, 0 },
	{ "comm", IN_PROCESS(comm), VALUE_ARRAY, sizeof(((struct capture_process *)0)->comm) },
	{ "realtime_ns", IN_CLOCKS(realtime_ns), VALUE_U64, 0 },
	{ "monotonic_ns", IN_CLOCKS(monotonic_ns), VALUE_U64, 0 },
	{ "boottime_ns", IN_CLOCKS(boottime_ns), VALUE_U64, 0 },
	{ "boot_id", IN_CLOCKS(boot_id), VALUE_ARRAY,
	  sizeof(((struct capture_clocks *)0)->boot_id) },
	{ "id", offsetof(struct crash_capture, id), VALUE_ARRAY,
	  sizeof(((struct crash_capture *)0)->id) },
};

#define N_VALUES (sizeof(values) / sizeof(values[0]))

static void set_number(void *at, enum value_kind kind, const char *text)
{
	uint64_t number;

	if (quantity_parse_number(text, &number) < 0)
		return;
	if (kind == VALUE_U64)
		*(uint64_t *)at = number;
	else if (number <= UINT32_MAX)
		*(uint32_t *)at = (uint32_t)number;
}

static void set_value(struct crash_capture *capture, size_t i, const char *text)
{
	void *at = (char *)capture + values[i].offset;

	if (values[i].kind == VALUE_STRING)
		*(const char **)at = text;
	else if (values[i].kind == VALUE_ARRAY)
		(void)strncpy(at, text, values[i].size - 1);
	else
		set_number(at, values[i].kind, text);
}

/* pair: a C string of the pool, "key=value", which is taken apart. */
static void read_pair(struct minidump_reading *reading, char *pair)
{
	const size_t prefix = strlen(NAMESPACE_PREFIX);
	char *value = strchr(pair, '=');

	if (!value)
		return;
	*value++ = '\0';
	if (strncmp(pair, NAMESPACE_PREFIX, prefix) == 0) {
		struct capture_namespace item = { pair + prefix, value };

		minidump_added(reading, crash_capture_add_namespace(reading->capture, &item));
		return;
	}
	if (strcmp(pair, "uid") == 0)
		reading->capture->process.has_ids = true;
	for (size_t i = 0; i < N_VALUES; i++)
		if (strcmp(pair, values[i].key) == 0)
			set_value(reading->capture, i, value);
}

static void read_pairs(struct minidump_reading *reading)
{
	struct bytes stream = minidump_stream(reading, MD_PRIVATE_PROCESS, LIMIT_SMALL_TEXT);
	char *text = pool_alloc(&reading->capture->pool, stream.size + 1);
	size_t at = 0;

	if (!text) {
		minidump_added(reading, -ENOMEM);
		return;
	}
	if (stream.size > 0)
		memcpy(text, stream.data, stream.size);
	while (at < stream.size) {
		size_t length = strlen(text + at);

		read_pair(reading, text + at);
		at += length + 1;
	}
}

void minidump_read_process(struct minidump_reading *reading)
{
	struct bytes misc = minidump_stream(reading, MD_MISC_INFO_STREAM, LIMIT_SMALL_TEXT);
	uint64_t flags = bytes_uint_at(misc, offsetof(struct md_misc_info_4, flags), 4);

	if (flags & MD_MISC_PROCESS_ID)
		reading->capture->process.pid = (uint32_t)bytes_uint_at(
			misc, offsetof(struct md_misc_info_4, process_id), 4);
	read_pairs(reading);
}
