/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Streams of our own, for what no standard stream has a place for: docs/minidump-streams.md. Other
 * readers skip them. The range is 0x6d640000 ("md") to 0x6d64ffff: append, never renumber or reuse.
 */
#pragma once

#include "lib/minidump/format.h"

enum md_private_stream_type {
	MD_PRIVATE_SIGINFO = 0x6d640001,	   /* NT_SIGINFO of the fatal signal, verbatim */
	MD_PRIVATE_FATAL_SIGNAL = 0x6d640002,	   /* an Exception record: Exception has another */
	MD_PRIVATE_THREADS = 0x6d640003,	   /* md_private_thread, one for each thread */
	MD_PRIVATE_MORE_THREADS = 0x6d640004,	   /* a ThreadList, of what that has no room for */
	MD_PRIVATE_MORE_THREAD_NAMES = 0x6d640005, /* likewise */
	MD_PRIVATE_MORE_MODULES = 0x6d640006,	   /* likewise */
	MD_PRIVATE_MORE_MEMORY = 0x6d640007,	   /* likewise */
	MD_PRIVATE_CGROUP = 0x6d640008,		   /* text of /proc/PID/cgroup */
	MD_PRIVATE_MOUNTINFO = 0x6d640009,	   /* text of /proc/PID/mountinfo */
	MD_PRIVATE_IO = 0x6d64000a,		   /* text of /proc/PID/io */
	MD_PRIVATE_SYSCALL = 0x6d64000b,	   /* text of /proc/PID/syscall */
	MD_PRIVATE_PERSONALITY = 0x6d64000c,	   /* text of /proc/PID/personality */
	MD_PRIVATE_PROCESS = 0x6d64000d,	   /* "key=value" pairs, each ended by NUL */
	MD_PRIVATE_XSTATE = 0x6d64000e,		   /* NT_X86_XSTATE of the crashing thread */
};

struct md_private_thread {
	uint32_t thread_id;
	uint32_t ns_thread_id;	       /* in the process's own pid namespace */
	uint32_t register_source;      /* enum register_source */
	uint32_t reserved;	       /* 0 */
	uint64_t original_system_call; /* orig_rax, orig_eax: all ones outside of a system call */
	uint64_t fs_base, gs_base;     /* 0 where the processor has none */
} MD_PACKED;

_Static_assert(sizeof(struct md_private_thread) == 40, "documented");
