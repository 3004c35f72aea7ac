/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every limit on what is taken from a crash, in one place. Sizes are in bytes. */
#pragma once

#define KIB (1024ULL)
#define MIB (1024ULL * KIB)

/* Counts. What exceeds one is counted in a soft error, never dropped in silence. */
#define LIMIT_THREADS	      16384U
#define LIMIT_MAPPINGS	      262144U
#define LIMIT_MODULES	      16384U
#define LIMIT_PROGRAM_HEADERS 524288U
#define LIMIT_FDS	      1024U
#define LIMIT_NAMESPACES      32U
#define LIMIT_SOFT_ERRORS     256U
#define LIMIT_MEMORY_RANGES   65536U
#define LIMIT_ANNOTATIONS     4096U

/* Texts of /proc. */
#define LIMIT_CMDLINE	 (64 * KIB)
#define LIMIT_ENVIRON	 (128 * KIB)
#define LIMIT_AUXV	 (4 * KIB)
#define LIMIT_MAPS	 (64 * MIB)
#define LIMIT_MOUNTINFO	 (1 * MIB)
#define LIMIT_SMALL_TEXT (64 * KIB)
#define LIMIT_PATH	 4096U
#define LIMIT_BUILD_ID	 64U

/* The command line in an .extra file, quoted. */
#define LIMIT_COMMAND_LINE (16 * KIB)

/* The core's head. */
#define LIMIT_NOTE_BYTES (256 * MIB)
#define LIMIT_NOTE	 (32 * KIB) /* one note's description that is kept */

/* NT_FILE: the kernel's is up to 16 MiB. Who holds a process has no time for a large one. */
#define LIMIT_FILE_NOTE	     (32 * MIB)
#define LIMIT_FILE_NOTE_HELD (1 * MIB)

/* What one pass over a core may keep beyond what is wanted, to find the modules in it. */
#define BUDGET_PASSING_HEADERS (16 * MIB)
#define BUDGET_PASSING_DATA    (16 * MIB)
#define LIMIT_PASSING_DATA     (64 * KIB) /* of one mapping */
#define BUDGET_PASSING_MEMORY  (96 * MIB) /* all memory, headers, data */

/* Stacks: the crashing thread's from its stack pointer, and its base if that does not reach it. */
#define BUDGET_CRASHING_STACK	   (256 * KIB)
#define BUDGET_CRASHING_STACK_BASE (64 * KIB)
#define BUDGET_STACK		   (64 * KIB)
#define BUDGET_STACK_MINIMUM	   (4 * KIB)
#define BUDGET_ALL_STACKS	   (16 * MIB)
#define LIMIT_THREADS_WITH_STACK   4096U
#define LIMIT_SIGNAL_FRAME_SEARCH  (64 * KIB)
#define LIMIT_STACK_SEARCH	   (1 * MIB) /* above a stack pointer that is in no mapping */

/* All memory of a crash. What is wanted least gives way. */
#define BUDGET_ALL_MEMORY (64 * MIB)

/* Memory around instruction pointers and behind registers. */
#define WINDOW_INSTRUCTIONS    256U
#define WINDOW_BEFORE_REGISTER 128U
#define WINDOW_AFTER_REGISTER  384U
#define LOWEST_POINTER	       0x10000U
#define LIMIT_LINK_MAPS	       16384U
#define LIMIT_MODULE_HEADER    4096U
#define LIMIT_MODULE_NOTES     (64 * KIB)
#define LIMIT_DYNAMIC_SECTION  (16 * KIB)
#define LIMIT_MODULE_PHDRS     128U

/* A minidump that is read, whoever wrote it. */
#define LIMIT_MINIDUMP_STREAMS 1024U
#define LIMIT_MINIDUMP_STRING  4096U /* units of UTF-16 */
#define LIMIT_MINIDUMP_LIST    (32 * MIB)
#define LIMIT_ANNOTATION_VALUE (32 * KIB)
#define LIMIT_SOFT_ERROR_TEXT  (1 * MIB)

/* The index of the store: one line a report, and what of the file is read (about 500000 lines). */
#define LIMIT_INDEX_LINE (64 * KIB)
#define LIMIT_INDEX	 (256 * MIB)
