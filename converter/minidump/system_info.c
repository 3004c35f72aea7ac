/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SystemInfo: processor and system, of the machine that the process crashed on. */
#include <stdio.h>

#include "converter/minidump/cpuinfo.h"
#include "converter/minidump/layout_strings.h"
#include "converter/minidump/streams.h"
#include "lib/capture/text_fields.h"

#define CSD_VERSION_MAX 512
#define LEVEL_MAX	0xffffU

/* Windows' numbers of processor features (winnt.h, PF_*), by the kernel's names of flags. */
static const struct {
	uint8_t number;
	const char *flag;
} processor_features[] = {
	{ 2, "cx8" },	   { 3, "mmx" },       { 6, "sse" },	 { 7, "3dnow" },   { 8, "tsc" },
	{ 9, "pae" },	   { 10, "sse2" },     { 12, "nx" },	 { 13, "pni" },	   { 14, "cx16" },
	{ 17, "xsave" },   { 22, "fsgsbase" }, { 28, "rdrand" }, { 32, "rdtscp" }, { 33, "rdpid" },
	{ 36, "ssse3" },   { 37, "sse4_1" },   { 38, "sse4_2" }, { 39, "avx" },	   { 40, "avx2" },
	{ 41, "avx512f" },
};

/* "6.1.0-13-amd64" as three numbers; what does not parse stays 0. */
static void set_version(const char *release, struct md_system_info *info)
{
	uint32_t numbers[3] = { 0, 0, 0 };

	for (size_t i = 0; i < 3; i++) {
		for (; *release >= '0' && *release <= '9'; release++)
			if (numbers[i] < UINT32_MAX / 10 - 1)
				numbers[i] = numbers[i] * 10 + (uint32_t)(*release - '0');
		if (*release != '.')
			break;
		release++;
	}
	info->major_version = numbers[0];
	info->minor_version = numbers[1];
	info->build_number = numbers[2];
}

/* The form that readers take apart: name, release, version, machine. */
static layout_blob_t add_csd_version(struct minidump_builder *builder)
{
	const struct capture_system *system = &builder->capture->system;
	char text[CSD_VERSION_MAX];

	(void)snprintf(text, sizeof(text), "%s %s %s %s",
		       *system->kernel_name ? system->kernel_name : "Linux", system->kernel_release,
		       system->kernel_version, system->machine);
	return layout_add_string(&builder->layout, text);
}

static void set_level(struct bytes cpuinfo, struct md_system_info *info)
{
	uint32_t model = cpuinfo_number(cpuinfo, "model") & 0xff;
	uint32_t stepping = cpuinfo_number(cpuinfo, "stepping") & 0xff;
	uint32_t family = cpuinfo_number(cpuinfo, "cpu family");

	info->processor_level = (uint16_t)(family & LEVEL_MAX);
	info->processor_revision = (uint16_t)(model << 8 | stepping);
}

static void set_amd64(struct bytes cpuinfo, struct md_system_info *info)
{
	struct bytes flags;

	set_level(cpuinfo, info);
	if (!text_field_find(cpuinfo, "flags", ':', &flags))
		return;
	for (size_t i = 0; i < sizeof(processor_features) / sizeof(processor_features[0]); i++)
		if (cpuinfo_has_word(flags, processor_features[i].flag))
			info->cpu.processor_features[0] |= 1ULL << processor_features[i].number;
}

static void set_x86(struct bytes cpuinfo, struct md_system_info *info)
{
	struct bytes vendor;

	set_level(cpuinfo, info);
	if (text_field_find(cpuinfo, "vendor_id", ':', &vendor))
		context_copy_bytes(vendor, 0, info->cpu.x86.vendor_id,
				   sizeof(info->cpu.x86.vendor_id));
}

static void set_processor(const struct crash_capture *capture, struct md_system_info *info)
{
	struct bytes cpuinfo = capture->texts[TEXT_cpuinfo];
	uint32_t n_cpus = capture->system.n_cpus;

	info->number_of_processors = (uint8_t)(n_cpus < UINT8_MAX ? n_cpus : UINT8_MAX);
	if (info->processor_architecture == MD_CPU_AMD64)
		set_amd64(cpuinfo, info);
	else if (info->processor_architecture == MD_CPU_X86)
		set_x86(cpuinfo, info);
	else if (info->processor_architecture == MD_CPU_ARM64)
		info->processor_level =
			(uint16_t)(cpuinfo_number(cpuinfo, "CPU architecture") & LEVEL_MAX);
}

layout_blob_t minidump_add_system_info(struct minidump_builder *builder, uint32_t type)
{
	const struct context_kind *kind = builder->context_kind;
	struct md_system_info *info;
	void *data;
	layout_blob_t blob = layout_reserve(&builder->layout, sizeof(*info), MD_ALIGN, &data);

	(void)type;
	info = data;
	if (!info)
		return LAYOUT_NO_BLOB;
	info->processor_architecture = kind ? kind->processor_architecture : MD_CPU_UNKNOWN;
	info->platform_id = MD_PLATFORM_LINUX;
	set_version(builder->capture->system.kernel_release, info);
	set_processor(builder->capture, info);
	layout_refer_rva(&builder->layout, &info->csd_version, add_csd_version(builder));
	return blob;
}
