/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our stream of who the process was: "key=value" pairs, each ended by NUL, as in an environment. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "converter/minidump/streams.h"
#include "lib/base/byte_buffer.h"
#include "lib/base/cleanup.h"

static void put_text(struct byte_buffer *buffer, const char *key, const char *value)
{
	if (!*value)
		return;
	byte_buffer_put(buffer, key, strlen(key));
	byte_buffer_put_u8(buffer, '=');
	byte_buffer_put(buffer, value, strlen(value) + 1);
}

static void put_number(struct byte_buffer *buffer, const char *key, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, value);
	put_text(buffer, key, text);
}

static void put_process(struct byte_buffer *buffer, const struct capture_process *process)
{
	put_number(buffer, "pid", process->pid);
	put_number(buffer, "ns_pid", process->ns_pid);
	put_number(buffer, "crashing_tid", process->crashing_tid);
	put_number(buffer, "ns_crashing_tid", process->ns_crashing_tid);
	if (process->has_ids) {
		put_number(buffer, "uid", process->uid);
		put_number(buffer, "gid", process->gid);
	}
	put_text(buffer, "comm", process->comm);
	put_text(buffer, "exe", process->exe);
	put_text(buffer, "cwd", process->cwd);
	put_text(buffer, "root", process->root);
}

static void put_clocks(struct byte_buffer *buffer, const struct capture_clocks *clocks)
{
	put_number(buffer, "realtime_ns", clocks->realtime_ns);
	put_number(buffer, "monotonic_ns", clocks->monotonic_ns);
	put_number(buffer, "boottime_ns", clocks->boottime_ns);
	put_text(buffer, "boot_id", clocks->boot_id);
}

static void put_namespaces(struct byte_buffer *buffer, const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_namespaces; i++) {
		byte_buffer_put(buffer, "ns/", strlen("ns/"));
		put_text(buffer, capture->namespaces[i].name, capture->namespaces[i].target);
	}
}

layout_blob_t minidump_add_private_process(struct minidump_builder *builder, uint32_t type)
{
	_cleanup_(byte_buffer_done) struct byte_buffer buffer = BYTE_BUFFER_INIT;
	const struct crash_capture *capture = builder->capture;
	layout_blob_t blob;
	void *data;

	(void)type;
	put_text(&buffer, "id", capture->id);
	put_process(&buffer, &capture->process);
	put_clocks(&buffer, &capture->clocks);
	put_namespaces(&buffer, capture);
	if (byte_buffer_error(&buffer))
		layout_fail(&builder->layout, byte_buffer_error(&buffer));
	blob = layout_reserve(&builder->layout, buffer.size, MD_ALIGN, &data);
	if (data)
		memcpy(data, buffer.data, buffer.size);
	return blob;
}
