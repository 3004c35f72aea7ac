/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MiscInfo: process id and times, the kernel's name, and where extended contexts keep what. */
#include <stdio.h>
#include <string.h>

#include "converter/minidump/process_times.h"
#include "converter/minidump/streams.h"
#include "converter/minidump/utf16.h"

static void set_times(const struct crash_capture *capture, struct md_misc_info_4 *info)
{
	struct process_times times;

	if (!process_times_of(capture, &times))
		return;
	info->flags |= MD_MISC_PROCESS_TIMES;
	info->process_create_time = times.create_time;
	info->process_user_time = times.user_time;
	info->process_kernel_time = times.kernel_time;
}

/* "Linux 6.1.0 #1 SMP x86_64", as Crashpad has it. */
static void set_build_string(const struct capture_system *system, struct md_misc_info_4 *info)
{
	uint16_t units[MD_MISC_BUILD_STRING_UNITS - 1];
	char text[sizeof(units)];
	size_t n_units;

	if (!*system->kernel_release)
		return;
	(void)snprintf(text, sizeof(text), "%s %s %s %s", system->kernel_name,
		       system->kernel_release, system->kernel_version, system->machine);
	n_units = utf16_from_utf8(text, strlen(text), units, sizeof(units) / sizeof(units[0]));
	memcpy(info->build_string, units, n_units * sizeof(units[0]));
	info->flags |= MD_MISC_BUILD_STRING;
}

/* The layout of struct md_context_amd64_extended. */
static void set_xstate(struct md_xstate_config *config)
{
	config->size_of_info = sizeof(*config);
	config->size_of_context = sizeof(struct md_context_amd64_extended);
	config->enabled_features = 1ULL << MD_XSTATE_AVX | MD_XSTATE_COMPACTED;
	config->features[MD_XSTATE_AVX].offset = MD_XSTATE_FIRST_OFFSET;
	config->features[MD_XSTATE_AVX].size = MD_XSTATE_AVX_SIZE;
}

layout_blob_t minidump_add_misc_info(struct minidump_builder *builder, uint32_t type)
{
	const struct crash_capture *capture = builder->capture;
	bool has_xstate = builder->has_avx_contexts;
	size_t size = has_xstate ? sizeof(struct md_misc_info_5) : sizeof(struct md_misc_info_4);
	struct md_misc_info_5 *info;
	layout_blob_t blob;
	void *data;

	(void)type;
	blob = layout_reserve(&builder->layout, size, MD_ALIGN, &data);
	info = data;
	if (!info)
		return LAYOUT_NO_BLOB;
	info->version_4.size_of_info = (uint32_t)size;
	if (capture->process.pid != 0) {
		info->version_4.flags |= MD_MISC_PROCESS_ID;
		info->version_4.process_id = capture->process.pid;
	}
	set_times(capture, &info->version_4);
	set_build_string(&capture->system, &info->version_4);
	if (has_xstate)
		set_xstate(&info->xstate);
	return blob;
}
