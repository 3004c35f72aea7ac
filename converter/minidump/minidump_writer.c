/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/minidump_writer.h"

#include <errno.h>
#include <stdlib.h>

#include "converter/minidump/streams.h"
#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/minidump/private_streams.h"

#define NANOSECONDS 1000000000ULL

/* Every stream once, in the order of the directory. Soft errors last: the others add to them. */
static const struct {
	uint32_t type;
	minidump_stream_function add;
} streams[] = {
	{ MD_SYSTEM_INFO_STREAM, minidump_add_system_info },
	{ MD_EXCEPTION_STREAM, minidump_add_exception },
	{ MD_THREAD_LIST_STREAM, minidump_add_thread_list },
	{ MD_THREAD_NAMES_STREAM, minidump_add_thread_names },
	{ MD_MODULE_LIST_STREAM, minidump_add_module_list },
	{ MD_MEMORY_LIST_STREAM, minidump_add_memory_list },
	{ MD_MEMORY_INFO_LIST_STREAM, minidump_add_memory_info_list },
	{ MD_MISC_INFO_STREAM, minidump_add_misc_info },
	{ MD_HANDLE_DATA_STREAM, minidump_add_handle_data },
	{ MD_LINUX_CPU_INFO, minidump_add_text },
	{ MD_LINUX_PROC_STATUS, minidump_add_text },
	{ MD_LINUX_LSB_RELEASE, minidump_add_text },
	{ MD_LINUX_CMD_LINE, minidump_add_text },
	{ MD_LINUX_ENVIRON, minidump_add_text },
	{ MD_LINUX_AUXV, minidump_add_text },
	{ MD_LINUX_MAPS, minidump_add_text },
	{ MD_LINUX_PROC_STAT, minidump_add_text },
	{ MD_LINUX_DSO_DEBUG, minidump_add_dso_debug },
	{ MD_MOZ_LINUX_LIMITS, minidump_add_text },
	{ MD_PRIVATE_SIGINFO, minidump_add_siginfo },
	{ MD_PRIVATE_FATAL_SIGNAL, minidump_add_exception },
	{ MD_PRIVATE_THREADS, minidump_add_private_threads },
	{ MD_PRIVATE_MORE_THREADS, minidump_add_thread_list },
	{ MD_PRIVATE_MORE_THREAD_NAMES, minidump_add_thread_names },
	{ MD_PRIVATE_MORE_MODULES, minidump_add_module_list },
	{ MD_PRIVATE_MORE_MEMORY, minidump_add_memory_list },
	{ MD_PRIVATE_CGROUP, minidump_add_text },
	{ MD_PRIVATE_MOUNTINFO, minidump_add_text },
	{ MD_PRIVATE_IO, minidump_add_text },
	{ MD_PRIVATE_SYSCALL, minidump_add_text },
	{ MD_PRIVATE_PERSONALITY, minidump_add_text },
	{ MD_PRIVATE_PROCESS, minidump_add_private_process },
	{ MD_PRIVATE_XSTATE, minidump_add_xstate },
	{ MD_MOZ_SOFT_ERRORS, minidump_add_soft_errors },
};

#define N_STREAMS (sizeof(streams) / sizeof(streams[0]))

/* Adds all streams that have something to say; the directory says which. */
static void lay_out(struct minidump_builder *builder, struct md_header *header,
		    struct md_directory *directory, layout_blob_t directory_blob)
{
	struct layout *layout = &builder->layout;

	for (size_t i = 0; i < N_STREAMS; i++) {
		layout_blob_t blob = streams[i].add(builder, streams[i].type);
		struct md_directory *entry = &directory[header->stream_count];

		if (blob == LAYOUT_NO_BLOB)
			continue;
		entry->stream_type = streams[i].type;
		layout_refer(layout, &entry->location, blob);
		header->stream_count++;
	}
	layout_shrink(layout, directory_blob, header->stream_count * sizeof(*directory));
}

static int build(struct minidump_builder *builder)
{
	struct layout *layout = &builder->layout;
	uint64_t seconds = builder->capture->clocks.realtime_ns / NANOSECONDS;
	struct md_directory *directory;
	struct md_header *header;
	layout_blob_t blob;
	void *data;
	int r;

	(void)layout_reserve(layout, sizeof(*header), MD_ALIGN, &data);
	header = data;
	blob = layout_reserve(layout, N_STREAMS * sizeof(*directory), MD_ALIGN, &data);
	directory = data;
	r = minidump_builder_prepare(builder);
	if (r < 0)
		return r;
	if (layout->error)
		return layout->error;
	header->signature = MD_SIGNATURE;
	header->version = MD_VERSION;
	header->time_date_stamp = (uint32_t)min_u64(seconds, UINT32_MAX);
	layout_refer_rva(layout, &header->stream_directory, blob);
	lay_out(builder, header, directory, blob);
	header->flags = builder->has_avx_contexts ? MD_FLAG_AVX_XSTATE_CONTEXT : 0;
	return layout_freeze(layout);
}

static void free_builder(struct minidump_builder **builder)
{
	if (*builder)
		minidump_builder_done(*builder);
	free(*builder);
}

int minidump_write(const struct crash_capture *capture, struct memory_reader *memory, int fd)
{
	_cleanup_(free_builder) struct minidump_builder *builder = calloc(1, sizeof(*builder));
	int r;

	if (!builder)
		return -ENOMEM;
	minidump_builder_init(builder, capture, memory);
	r = build(builder);
	if (r < 0)
		return r;
	return layout_write(&builder->layout, memory, fd);
}
