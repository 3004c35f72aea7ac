/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of the standard streams; see format.h for what they have in common. */
#pragma once

#include "lib/minidump/format.h"

/* SystemInfo. */
enum md_processor_architecture {
	MD_CPU_X86 = 0,
	MD_CPU_AMD64 = 9,
	MD_CPU_ARM64 = 12,
	MD_CPU_ARM64_OLD = 0x8003, /* Breakpad's, with a context of its own */
	MD_CPU_UNKNOWN = 0xffff,
};

#define MD_PLATFORM_LINUX 0x8201U

struct md_system_info {
	uint16_t processor_architecture;
	uint16_t processor_level;    /* x86: family */
	uint16_t processor_revision; /* x86: model << 8 | stepping */
	uint8_t number_of_processors;
	uint8_t product_type;
	uint32_t major_version, minor_version, build_number;
	uint32_t platform_id;
	struct md_rva csd_version; /* never 0 */
	uint16_t suite_mask;
	uint16_t reserved;
	union {
		struct {
			char vendor_id[12];
			uint32_t version_information;	/* cpuid(1).eax */
			uint32_t feature_information;	/* cpuid(1).edx */
			uint32_t amd_extended_features; /* cpuid(0x80000001).edx */
		} MD_PACKED x86;
		uint64_t processor_features[2]; /* a bitmap over Windows' PF_* numbers */
		uint8_t raw[24];
	} MD_PACKED cpu;
} MD_PACKED;

_Static_assert(sizeof(struct md_system_info) == 56, "Breakpad takes no other size");

/* ThreadList and ThreadNames: a count, then the records. */
struct md_list_header {
	uint32_t count;
} MD_PACKED;

struct md_thread {
	uint32_t thread_id;
	uint32_t suspend_count;
	uint32_t priority_class;
	uint32_t priority;
	uint64_t teb;
	struct md_memory_descriptor stack;
	struct md_location context;
} MD_PACKED;

struct md_thread_name {
	uint32_t thread_id;
	struct md_rva64 name;
} MD_PACKED;

_Static_assert(sizeof(struct md_thread) == 48, "as every reader has it");
_Static_assert(sizeof(struct md_thread_name) == 12, "as every reader has it");

/* ModuleList. */
#define MD_FIXED_FILE_INFO_SIGNATURE 0xfeef04bdU
#define MD_FIXED_FILE_INFO_VERSION   0x00010000U
#define MD_FILE_TYPE_APP	     1U
#define MD_FILE_TYPE_DLL	     2U
#define MD_CODE_VIEW_ELF	     0x4270454cU /* "LEpB" in the file: Breakpad's 'BpEL' */

struct md_fixed_file_info {
	uint32_t signature;
	uint32_t struct_version;
	uint32_t file_version_high, file_version_low;
	uint32_t product_version_high, product_version_low;
	uint32_t file_flags_mask, file_flags;
	uint32_t file_os;
	uint32_t file_type, file_subtype;
	uint32_t file_date_high, file_date_low;
} MD_PACKED;

struct md_module {
	uint64_t base_of_image;
	uint32_t size_of_image; /* never 0 */
	uint32_t checksum;
	uint32_t time_date_stamp;
	struct md_rva module_name;
	struct md_fixed_file_info version;
	struct md_location code_view;
	struct md_location misc;
	uint64_t reserved[2];
} MD_PACKED;

/* Followed by the raw build-id. */
struct md_code_view_elf {
	uint32_t signature;
} MD_PACKED;

_Static_assert(sizeof(struct md_fixed_file_info) == 52, "as every reader has it");
_Static_assert(sizeof(struct md_module) == 108, "as every reader has it");

/* MemoryInfoList: a header, then the records. */
enum md_memory_state {
	MD_MEMORY_COMMIT = 0x1000,
};

enum md_memory_type {
	MD_MEMORY_PRIVATE = 0x20000,
	MD_MEMORY_MAPPED = 0x40000,
	MD_MEMORY_IMAGE = 0x1000000,
};

struct md_memory_info_list {
	uint32_t size_of_header;
	uint32_t size_of_entry;
	uint64_t count;
} MD_PACKED;

struct md_memory_info {
	uint64_t base_address;
	uint64_t allocation_base;
	uint32_t allocation_protection;
	uint32_t padding;
	uint64_t region_size;
	uint32_t state;
	uint32_t protection;
	uint32_t type;
	uint32_t padding_end;
} MD_PACKED;

_Static_assert(sizeof(struct md_memory_info_list) == 16, "as every reader has it");
_Static_assert(sizeof(struct md_memory_info) == 48, "as every reader has it");

/* Exception. */
#define MD_MAX_EXCEPTION_PARAMETERS 15

struct md_exception_stream {
	uint32_t thread_id;
	uint32_t padding;
	uint32_t exception_code;  /* signal */
	uint32_t exception_flags; /* si_code */
	uint64_t exception_record;
	uint64_t exception_address;
	uint32_t number_parameters;
	uint32_t padding_parameters;
	uint64_t parameters[MD_MAX_EXCEPTION_PARAMETERS];
	struct md_location context;
} MD_PACKED;

_Static_assert(sizeof(struct md_exception_stream) == 168, "Breakpad takes no other size");

/* MiscInfo. Versions differ in size only. */
enum md_misc_info_flags {
	MD_MISC_PROCESS_ID = 1,
	MD_MISC_PROCESS_TIMES = 2,
	MD_MISC_BUILD_STRING = 0x100,
};

#define MD_MISC_BUILD_STRING_UNITS 260
#define MD_XSTATE_FEATURES	   64

struct md_xstate_config {
	uint32_t size_of_info;
	uint32_t size_of_context;
	uint64_t enabled_features;
	struct {
		uint32_t offset, size;
	} MD_PACKED features[MD_XSTATE_FEATURES];
} MD_PACKED;

struct md_misc_info_4 {
	uint32_t size_of_info;
	uint32_t flags;
	uint32_t process_id;
	uint32_t process_create_time;			 /* seconds since the epoch */
	uint32_t process_user_time, process_kernel_time; /* seconds */
	uint32_t processor_power[5];
	uint32_t process_integrity_level;
	uint32_t process_execute_flags;
	uint32_t protected_process;
	uint32_t time_zone_id;
	uint8_t time_zone[172];
	uint16_t build_string[MD_MISC_BUILD_STRING_UNITS];
	uint16_t debug_build_string[40];
} MD_PACKED;

struct md_misc_info_5 {
	struct md_misc_info_4 version_4;
	struct md_xstate_config xstate;
	uint32_t process_cookie;
} MD_PACKED;

_Static_assert(sizeof(struct md_xstate_config) == 528, "as Windows has it");
_Static_assert(sizeof(struct md_misc_info_4) == 832, "Breakpad takes no other size");
_Static_assert(sizeof(struct md_misc_info_5) == 1364, "Breakpad takes no other size");

/* HandleData: a header, then the records. */
struct md_handle_data {
	uint32_t size_of_header;
	uint32_t size_of_descriptor;
	uint32_t count;
	uint32_t reserved;
} MD_PACKED;

struct md_handle_descriptor {
	uint64_t handle; /* descriptor number */
	struct md_rva type_name, object_name;
	uint32_t attributes;
	uint32_t granted_access;
	uint32_t handle_count, pointer_count;
} MD_PACKED;

_Static_assert(sizeof(struct md_handle_data) == 16, "as every reader has it");
_Static_assert(sizeof(struct md_handle_descriptor) == 32, "as every reader has it");
