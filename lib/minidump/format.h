/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The container of a minidump: header, directory, strings, and where things are. The layouts are
 * those of Windows' minidumpapiset.h and of Breakpad's minidump_format.h. Nothing in a minidump is
 * aligned by contract, so every structure is packed; all integers are little-endian, and so is
 * every host that this is built for.
 */
#pragma once

#include <stdint.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "structures are written as they lie");

#define MD_PACKED __attribute__((packed))

#define MD_SIGNATURE		   0x504d444dU /* "MDMP" */
#define MD_VERSION		   0xa793U
#define MD_FLAG_AVX_XSTATE_CONTEXT 0x200000U

/* Where a field refers to. A type of its own, so that only the layout can fill it. */
struct md_rva {
	uint32_t value; /* offset in the file; 0: none */
} MD_PACKED;

struct md_rva64 {
	uint64_t value;
} MD_PACKED;

struct md_location {
	uint32_t size;
	struct md_rva rva;
} MD_PACKED;

struct md_memory_descriptor {
	uint64_t start; /* address in the process */
	struct md_location location;
} MD_PACKED;

struct md_header {
	uint32_t signature;
	uint32_t version;
	uint32_t stream_count;
	struct md_rva stream_directory;
	uint32_t checksum;
	uint32_t time_date_stamp; /* seconds since the epoch */
	uint64_t flags;
} MD_PACKED;

struct md_directory {
	uint32_t stream_type;
	struct md_location location;
} MD_PACKED;

_Static_assert(sizeof(struct md_header) == 32, "as every reader has it");
_Static_assert(sizeof(struct md_directory) == 12, "as every reader has it");
_Static_assert(sizeof(struct md_memory_descriptor) == 16, "as every reader has it");

/* What the readers take at most. Breakpad drops a list for one entry or one character more. */
#define MD_MAX_THREADS	    4096U
#define MD_MAX_REGIONS	    4096U
#define MD_MAX_REGION_SIZE  (64U << 20)
#define MD_MAX_MODULES	    2048U
#define MD_MAX_STRING_UNITS 1000U /* of UTF-16, without the NUL */
#define MD_MAX_BUILD_ID	    64U

/* Alignment in the file. No reader needs any; these are what Windows and Crashpad write. */
enum md_alignment {
	MD_ALIGN = 4,
	MD_ALIGN_LIST = 8,
	MD_ALIGN_CONTEXT = 16,
	MD_ALIGN_MEMORY = 16,
};

/* Types of streams: Microsoft's, Breakpad's (0x4767....), Mozilla's (0x4d7a....). */
enum md_stream_type {
	MD_THREAD_LIST_STREAM = 3,
	MD_MODULE_LIST_STREAM = 4,
	MD_MEMORY_LIST_STREAM = 5,
	MD_EXCEPTION_STREAM = 6,
	MD_SYSTEM_INFO_STREAM = 7,
	MD_MEMORY_64_LIST_STREAM = 9,
	MD_HANDLE_DATA_STREAM = 12,
	MD_MISC_INFO_STREAM = 15,
	MD_MEMORY_INFO_LIST_STREAM = 16,
	MD_THREAD_NAMES_STREAM = 24,
	MD_BREAKPAD_INFO_STREAM = 0x47670001,
	MD_LINUX_CPU_INFO = 0x47670003,
	MD_LINUX_PROC_STATUS = 0x47670004,
	MD_LINUX_LSB_RELEASE = 0x47670005,
	MD_LINUX_CMD_LINE = 0x47670006,
	MD_LINUX_ENVIRON = 0x47670007,
	MD_LINUX_AUXV = 0x47670008,
	MD_LINUX_MAPS = 0x47670009,
	MD_LINUX_DSO_DEBUG = 0x4767000a,
	MD_LINUX_PROC_STAT = 0x4767000b,
	MD_CRASHPAD_INFO_STREAM = 0x43500001,
	MD_MOZ_LINUX_LIMITS = 0x4d7a0003,
	MD_MOZ_SOFT_ERRORS = 0x4d7a0004,
};
