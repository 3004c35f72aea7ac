/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/process_json.h"

#include <stdio.h>
#include <string.h>

#include "lib/capture/text_fields.h"
#include "minidumpctl/dump/auxv_entries.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/time_text.h"

static void set_text(json_t *object, const char *name, const char *text)
{
	(void)json_object_set_new(object, name, *text ? json_of_text(text) : json_null());
}

static void set_number(json_t *object, const char *name, uint64_t number, bool is_known)
{
	(void)json_object_set_new(object, name,
				  is_known ? json_integer((json_int_t)number) : json_null());
}

static void set_ids(json_t *object, const struct crash_capture *capture)
{
	const struct capture_process *process = &capture->process;
	uint64_t parent = 0;
	bool has_parent = stat_field_find(capture->texts[TEXT_stat], 4, &parent);

	set_number(object, "pid", process->pid, process->pid != 0);
	set_number(object, "ns_pid", process->ns_pid, process->ns_pid != 0);
	set_number(object, "tid", process->crashing_tid, process->crashing_tid != 0);
	set_number(object, "ns_tid", process->ns_crashing_tid, process->ns_crashing_tid != 0);
	set_number(object, "ppid", parent, has_parent);
	set_number(object, "uid", process->uid, process->has_ids);
	set_number(object, "gid", process->gid, process->has_ids);
	set_text(object, "comm", process->comm);
	set_text(object, "exe", process->exe);
	set_text(object, "cwd", process->cwd);
	set_text(object, "root", process->root);
}

static void set_machine(json_t *object, const struct crash_capture *capture)
{
	char time[TIME_TEXT_SIZE] = "";

	if (capture->clocks.realtime_ns != 0)
		time_text_rfc3339(capture->clocks.realtime_ns, time);
	set_text(object, "time", time);
	set_text(object, "boot_id", capture->clocks.boot_id);
	set_text(object, "kernel", capture->system.kernel_release);
	set_text(object, "architecture", capture->system.machine);
}

static json_t *bytes_or_null(struct bytes text, bool is_known)
{
	return is_known ? json_of_bytes(text) : json_null();
}

static void set_cgroup(json_t *object, const struct crash_capture *capture)
{
	struct bytes path = BYTES_NONE, unit = BYTES_NONE;
	bool has_path = cgroup_path_find(capture->texts[TEXT_cgroup], &path);
	bool has_unit = has_path && cgroup_unit_find(path, &unit);

	(void)json_object_set_new(object, "cgroup", bytes_or_null(path, has_path));
	(void)json_object_set_new(object, "unit", bytes_or_null(unit, has_unit));
}

static json_t *namespaces(const struct crash_capture *capture)
{
	json_t *object = json_object();

	for (size_t i = 0; i < capture->n_namespaces; i++) {
		json_t *target = json_of_text(capture->namespaces[i].target);

		/* A name that is no UTF-8 is none of the kernel's. */
		(void)json_object_set_new(object, capture->namespaces[i].name, target);
	}
	return object;
}

/* The strings, or lines, of a text. */
static json_t *pieces(struct bytes text, char end)
{
	json_t *array = json_array();

	while (text.size > 0) {
		const uint8_t *found = memchr(text.data, end, text.size);
		size_t size = found ? (size_t)(found - text.data) : text.size;

		(void)json_array_append_new(array, json_of_bytes(bytes_of(text.data, size)));
		size += found ? 1 : 0;
		text = bytes_of(text.data + size, text.size - size);
	}
	return array;
}

static json_t *auxv(const struct crash_capture *capture)
{
	struct byte_reader reader = byte_reader_of(capture->texts[TEXT_auxv]);
	struct auxv_entry entry;
	json_t *object = json_object();

	while (auxv_entry_next(&reader, capture->elf_class, &entry)) {
		char number[24];

		(void)snprintf(number, sizeof(number), "%llu", (unsigned long long)entry.type);
		(void)json_object_set_new(object, entry.name ? entry.name : number,
					  json_of_address(entry.value));
	}
	return object;
}

json_t *process_to_json(const struct crash_capture *capture)
{
	json_t *object = json_object();

	set_ids(object, capture);
	set_machine(object, capture);
	set_cgroup(object, capture);
	(void)json_object_set_new(object, "namespaces", namespaces(capture));
	(void)json_object_set_new(object, "arguments", pieces(capture->texts[TEXT_cmdline], '\0'));
	(void)json_object_set_new(object, "environment",
				  pieces(capture->texts[TEXT_environ], '\0'));
	(void)json_object_set_new(object, "limits", pieces(capture->texts[TEXT_limits], '\n'));
	(void)json_object_set_new(object, "auxv", auxv(capture));
	return object;
}
