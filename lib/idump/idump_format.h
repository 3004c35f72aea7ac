/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The intermediate dump's format; idump(5) is its specification. A file is one skippable LZ4 frame
 * (struct fields below) and then LZ4 frames. What the frames hold, one after the other, is a
 * document: items of key, type, length and value.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The skippable frame that starts a file. */
#define IDUMP_FILE_MAGIC   0x184D2A5DU /* one of LZ4's sixteen skippable magics */
#define IDUMP_SIGNATURE	   "minidump"  /* 8 bytes, without NUL */
#define IDUMP_FORMAT	   1U	       /* of what this build writes */
#define IDUMP_MIN_READER   1U	       /* the oldest reader that understands it */
#define IDUMP_ID_SIZE	   40U	       /* report id, NUL-padded */
#define IDUMP_CHECKSUM_AT  20U	       /* u32 in the header: FNV-1a over it, this field as zero */
#define IDUMP_HEADER_SIZE  (8U + 8U + 2U + 2U + 4U + IDUMP_ID_SIZE)
#define IDUMP_LZ4_MAGIC	   0x184D2204U
#define IDUMP_FRAME_TARGET 65536U  /* a writer ends a frame that has at least as much */
#define IDUMP_FRAME_MAX	   262144U /* no frame holds more, uncompressed */
#define IDUMP_CHUNK	   65536U  /* the most bytes in one value */

/* The header's checksum. header holds IDUMP_HEADER_SIZE bytes. */
static inline uint32_t idump_header_checksum(const uint8_t *header)
{
	uint32_t hash = 2166136261U;

	for (unsigned int i = 0; i < IDUMP_HEADER_SIZE; i++) {
		bool is_checksum = i >= IDUMP_CHECKSUM_AT && i < IDUMP_CHECKSUM_AT + 4;

		hash = (hash ^ (is_checksum ? 0 : header[i])) * 16777619U;
	}
	return hash;
}

/* The mark that each frame starts with: u64 offset of the frame in the file, then the report id. */
#define IDUMP_FRAME_MARK_SIZE (8U + IDUMP_ID_SIZE)

/* An item: u16 key, u8 type, u8 zero, u32 length, value. All little-endian, no padding. */
#define IDUMP_ITEM_SIZE 8U

enum idump_type {
	IDUMP_UINT = 1,	       /* 8 bytes; signed values as two's complement */
	IDUMP_BYTES = 2,       /* verbatim */
	IDUMP_TEXT = 3,	       /* as bytes, for people to read; not always valid UTF-8 */
	IDUMP_MAP_START = 4,   /* length 0; items of the map follow until its end */
	IDUMP_MAP_END = 5,     /* length 0, same key as the start */
	IDUMP_ARRAY_START = 6, /* length 0; each element has the array's key */
	IDUMP_ARRAY_END = 7,
	IDUMP_END = 8, /* of the document */
};

/*
 * Keys, in ranges by topic. Never renumbered, never reused; a reader skips those it does not know.
 */
#define IDUMP_KEYS(X)                                            \
	X(1, machine)	/* top: ELF e_machine */                 \
	X(2, elf_class) /* top: ELFCLASS32 or ELFCLASS64 */      \
	X(3, generator) /* top: program and version */           \
	X(4, frame)	/* first in each frame: its mark */      \
	X(100, process) /* top: map */                           \
	X(101, pid)	/* in init's pid namespace */            \
	X(102, ns_pid)	/* in the process's own */               \
	X(103, crashing_tid)                                     \
	X(104, ns_crashing_tid)                                  \
	X(105, uid) /* real, initial user namespace */           \
	X(106, gid)                                              \
	X(107, dumpable)                                         \
	X(108, core_limit)                                       \
	X(109, comm)                                             \
	X(110, exe)                                              \
	X(111, cwd)                                              \
	X(112, root)                                             \
	X(113, psinfo)	 /* NT_PRPSINFO */                       \
	X(114, policy)	 /* name of the rule that matched */     \
	X(200, fatal)	 /* top: map, what ended the process */  \
	X(201, original) /* top: map, the fault behind it */     \
	X(202, exception_tid)                                    \
	X(203, signal)                                           \
	X(204, code)                                             \
	X(205, error)                                            \
	X(206, siginfo)                                          \
	X(300, thread) /* top: map, once a thread */             \
	X(301, tid)                                              \
	X(302, ns_tid)                                           \
	X(303, name)                                             \
	X(304, register_source)                                  \
	X(305, prstatus)                                         \
	X(306, fpregs)                                           \
	X(307, xstate)                                           \
	X(308, stack_pointer)                                    \
	X(309, instruction_pointer)                              \
	X(310, stack_start)                                      \
	X(311, stack_size)                                       \
	X(400, module) /* top: map, once a module */             \
	X(401, module_base)                                      \
	X(402, module_size)                                      \
	X(403, module_dynamic)                                   \
	X(404, module_path)                                      \
	X(405, module_is_main)                                   \
	X(500, text)	  /* top: map, once a chunk of a text */ \
	X(501, text_kind) /* enum capture_text */                \
	X(502, text_offset)                                      \
	X(503, text_bytes)                                       \
	X(600, fds) /* top: map, once a descriptor */            \
	X(601, fd)                                               \
	X(602, fd_target)                                        \
	X(610, namespaces) /* top: map, once an item */          \
	X(611, namespace_name)                                   \
	X(612, namespace_target)                                 \
	X(700, memory) /* top: map, once a range */              \
	X(701, memory_start)                                     \
	X(702, memory_kind)                                      \
	X(703, memory_bytes)                                     \
	X(800, clocks) /* top: map */                            \
	X(801, realtime_ns)                                      \
	X(802, monotonic_ns)                                     \
	X(803, boottime_ns)                                      \
	X(804, boot_id)                                          \
	X(820, system) /* top: map */                            \
	X(821, kernel_name)                                      \
	X(822, kernel_release)                                   \
	X(823, kernel_version)                                   \
	X(824, kernel_machine)                                   \
	X(825, n_cpus)                                           \
	X(826, page_size)                                        \
	X(827, clock_ticks)                                      \
	X(900, soft_errors) /* top: map, once an item */         \
	X(901, soft_error_code)                                  \
	X(902, soft_error_subject)                               \
	X(903, soft_error_errno)                                 \
	X(904, soft_error_count)                                 \
	X(1000, identity) /* top: map, the last section */       \
	X(1001, verified)                                        \
	X(1002, readable_by_owner)                               \
	X(1003, complete)

enum idump_key {
#define X(number, name) IDUMP_KEY_##name = number,
	IDUMP_KEYS(X)
#undef X
};
