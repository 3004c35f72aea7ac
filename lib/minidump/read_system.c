/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SystemInfo: processor and kernel. */
#include <errno.h>
#include <string.h>

#include "lib/minidump/format_streams.h"
#include "lib/minidump/reading.h"

#define NSEC_PER_SECOND 1000000000ULL

/* The X86-on-Win64 of other writers has X86's contexts. */
#define MD_CPU_X86_ON_WIN64 10

static const struct {
	uint16_t processor_architecture;
	const struct context_layout *layout;
} processors[] = {
	{ MD_CPU_AMD64, &context_layout_amd64 },	 { MD_CPU_X86, &context_layout_x86 },
	{ MD_CPU_X86_ON_WIN64, &context_layout_x86 },	 { MD_CPU_ARM64, &context_layout_arm64 },
	{ MD_CPU_ARM64_OLD, &context_layout_arm64_old },
};

static void set_processor(struct minidump_reading *reading, uint16_t processor_architecture)
{
	struct crash_capture *capture = reading->capture;

	for (size_t i = 0; i < sizeof(processors) / sizeof(processors[0]); i++)
		if (processors[i].processor_architecture == processor_architecture)
			reading->layout = processors[i].layout;
	if (!reading->layout) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unsupported,
				"processor of the minidump", 0);
		return;
	}
	capture->machine = reading->layout->machine;
	capture->elf_class = reading->layout->elf_class;
	reading->registers = register_table_find(capture->machine, capture->elf_class);
}

/* "Linux RELEASE VERSION... MACHINE": the version may hold blanks. */
static void set_kernel(struct crash_capture *capture, const char *text)
{
	const char *release = strchr(text, ' '), *machine = strrchr(text, ' '), *version;

	if (!release || machine == release)
		return;
	version = strchr(release + 1, ' ');
	capture->system.kernel_name =
		pool_copy_text(&capture->pool, text, (size_t)(release - text));
	capture->system.kernel_release =
		pool_copy_text(&capture->pool, release + 1, (size_t)(version - release) - 1);
	capture->system.kernel_version = version < machine
						 ? pool_copy_text(&capture->pool, version + 1,
								  (size_t)(machine - version) - 1)
						 : "";
	capture->system.machine = machine + 1;
}

void minidump_read_system(struct minidump_reading *reading)
{
	struct crash_capture *capture = reading->capture;
	struct bytes info =
		minidump_stream(reading, MD_SYSTEM_INFO_STREAM, sizeof(struct md_system_info));
	struct byte_reader reader = byte_reader_of(info);
	uint16_t processor_architecture = byte_reader_u16(&reader);

	capture->clocks.realtime_ns = reading->file->time_date_stamp * NSEC_PER_SECOND;
	if (info.size < sizeof(struct md_system_info)) {
		minidump_complain(reading, "SystemInfo of the minidump");
		return;
	}
	set_processor(reading, processor_architecture);
	capture->system.n_cpus = (uint32_t)bytes_uint_at(
		info, offsetof(struct md_system_info, number_of_processors), 1);
	set_kernel(capture,
		   minidump_string(
			   reading,
			   bytes_uint_at(info, offsetof(struct md_system_info, csd_version), 4)));
	if (!capture->system.kernel_name || !capture->system.kernel_release ||
	    !capture->system.kernel_version)
		minidump_added(reading, -ENOMEM);
}
