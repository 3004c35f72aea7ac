/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The waist: everything known of one crash, except bytes of its memory. Sources (a dying process,
 * an intermediate dump, an ELF core) fill it, writers (intermediate dump, minidump, .extra) drain
 * it; no source knows a writer. Every part may be absent: a capture may have no threads, no
 * registers, no memory. What is missing and should not be is told by a soft error.
 *
 * All pointers in a capture point into its pool, or borrow from what its source says they borrow
 * from; crash_capture_done() releases all that the capture owns. Strings that came from the process
 * may hold any byte but NUL.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/base/pool.h"
#include "lib/capture/memory_plan.h"
#include "lib/capture/soft_errors.h"

/* Verbatim files: of /proc/PID (process) and of the machine. Stored: append only. */
#define CAPTURE_TEXTS(X)                                                   \
	X(1, cmdline, LIMIT_CMDLINE) /* NUL-separated */                   \
	X(2, environ, LIMIT_ENVIRON) /* NUL-separated, filtered */         \
	X(3, auxv, LIMIT_AUXV)	     /* binary, the process's class */     \
	X(4, maps, LIMIT_MAPS)                                             \
	X(5, status, LIMIT_SMALL_TEXT)                                     \
	X(6, stat, LIMIT_SMALL_TEXT)                                       \
	X(7, limits, LIMIT_SMALL_TEXT)                                     \
	X(8, cgroup, LIMIT_SMALL_TEXT)                                     \
	X(9, mountinfo, LIMIT_MOUNTINFO)                                   \
	X(10, io, LIMIT_SMALL_TEXT)                                        \
	X(11, syscall, LIMIT_SMALL_TEXT)                                   \
	X(12, personality, LIMIT_SMALL_TEXT)                               \
	X(13, cpuinfo, LIMIT_SMALL_TEXT) /* the first processor's block */ \
	X(14, os_release, LIMIT_SMALL_TEXT)

enum capture_text {
#define X(number, name, limit) TEXT_##name = number,
	CAPTURE_TEXTS(X)
#undef X
		TEXT_END_
};

/* Registers as their core notes' descriptions, verbatim, but trailing zeros may be cut. */
struct thread_registers {
	struct bytes prstatus; /* NT_PRSTATUS */
	struct bytes fpregs;   /* NT_PRFPREG */
	struct bytes xstate;   /* NT_X86_XSTATE, or of i386 the part that is NT_PRXFPREG */
};

/* Where a thread's registers came from. Stored: append only. */
enum register_source {
	REGISTERS_NONE = 0,
	REGISTERS_CORE_NOTES = 1,
	REGISTERS_EARLY_SIGNAL = 2,
	REGISTERS_TASK_ITERATOR = 3,
};

struct capture_thread {
	uint32_t tid;	 /* in init's pid namespace, as far as known; else ns_tid */
	uint32_t ns_tid; /* in the process's own pid namespace: what its notes say */
	char name[16];	 /* comm, any bytes, NUL-terminated; "" if unknown */
	enum register_source source;
	struct thread_registers registers;
	uint64_t stack_pointer;	      /* valid if source is not REGISTERS_NONE */
	uint64_t instruction_pointer; /* likewise */
	uint64_t stack_start;	      /* the stack memory wanted from stack_pointer on, */
	uint64_t stack_size;	      /* 0 if there is none */
};

enum mapping_flags {
	MAPPING_READ = 1,
	MAPPING_WRITE = 2,
	MAPPING_EXEC = 4,
	MAPPING_SHARED = 8,
	MAPPING_DONTDUMP = 16, /* MADV_DONTDUMP, where smaps was asked for it */
};

/* One line of /proc/PID/maps. */
struct capture_mapping {
	uint64_t start, end;
	uint64_t file_offset;
	uint64_t inode;
	uint32_t device_major, device_minor;
	unsigned int flags;
	const char *path; /* as the kernel prints it, "" for none: a path, "[stack]", ... */
};

/* One ELF image in the process. */
struct capture_module {
	uint64_t base;	    /* address of its ELF header */
	uint64_t size;	    /* to the end of its last PT_LOAD; 0 if not yet known */
	uint64_t dynamic;   /* address of its dynamic section, 0 if unknown */
	const char *path;   /* of its mapping or link_map entry; "linux-gate.so" for the vDSO */
	const char *soname; /* "" if unknown */
	struct bytes build_id;
	bool is_main;
	bool is_deleted; /* its file was unlinked when the process crashed */
};

struct capture_fd {
	int fd;
	const char *target; /* of the link /proc/PID/fd/N */
};

struct capture_namespace {
	const char *name;   /* "mnt", "pid", ... */
	const char *target; /* "mnt:[4026531841]" */
};

/* A pair that the process, or a tool on its behalf, left in its memory. */
struct capture_annotation {
	const char *source; /* "crashpad", "glibc", "minidump", ... */
	const char *module; /* path of the module that held it, or "" */
	const char *name;
	struct bytes value;
};

/* One signal delivery: the one that killed, or the fault behind it. */
struct crash_exception {
	bool present;
	uint32_t tid; /* of the thread it was delivered to, as in capture_thread */
	int signal;
	int code;			   /* si_code */
	int error;			   /* si_errno */
	struct bytes siginfo;		   /* the kernel's 128 bytes, or BYTES_NONE */
	struct thread_registers registers; /* at delivery; empty: the thread's own hold */
};

struct capture_process {
	uint32_t pid, ns_pid; /* thread-group id, in init's and its own namespace */
	uint32_t crashing_tid, ns_crashing_tid;
	uint32_t uid, gid;	      /* real ids in the initial user namespace */
	bool has_ids;		      /* uid and gid are known */
	int dumpable;		      /* the kernel's %d: 1 or 2; -1 if unknown */
	uint64_t core_limit;	      /* soft RLIMIT_CORE; UINT64_MAX: unlimited */
	char comm[16];		      /* of the thread-group leader, or of the crashing thread */
	const char *policy;	      /* the owner's rule that matched, "" for none */
	const char *exe, *cwd, *root; /* link targets as the kernel gives them; "" if unknown */
};

struct capture_clocks {
	uint64_t realtime_ns; /* when the crash was collected, since the epoch; 0 if unknown */
	uint64_t monotonic_ns;
	uint64_t boottime_ns;
	char boot_id[40]; /* text of a UUID, or "" */
};

struct capture_system {
	const char *kernel_name, *kernel_release, *kernel_version, *machine; /* uname(2) */
	uint32_t n_cpus;
	uint32_t page_size;
	uint32_t clock_ticks; /* per second: the unit of times in stat */
};

struct crash_capture {
	struct pool pool;
	char id[40];	   /* report id: text of a UUID */
	uint16_t machine;  /* ELF e_machine; 0 if unknown */
	uint8_t elf_class; /* ELFCLASS32 or ELFCLASS64 */
	struct capture_process process;
	struct capture_clocks clocks;
	struct capture_system system;
	struct crash_exception fatal;	 /* what ended the process */
	struct crash_exception original; /* the first fault, if fatal only re-raised it */
	struct bytes texts[TEXT_END_];	 /* indexed by enum capture_text */
	struct bytes psinfo;		 /* NT_PRPSINFO */

	struct capture_thread *threads; /* the crashing one first, where it is known */
	size_t n_threads, threads_capacity;
	struct capture_mapping *mappings; /* ascending, disjoint */
	size_t n_mappings, mappings_capacity;
	struct capture_module *modules; /* ascending by base; the main one flagged */
	size_t n_modules, modules_capacity;
	struct capture_fd *fds;
	size_t n_fds, fds_capacity;
	struct capture_namespace *namespaces;
	size_t n_namespaces, namespaces_capacity;
	struct capture_annotation *annotations;
	size_t n_annotations, annotations_capacity;

	struct memory_plan memory;
	struct soft_errors soft_errors;
	bool identity_verified; /* /proc was proven to be the process on stdin */
	bool readable_by_owner; /* process.uid may read the report */
	bool complete;		/* nothing was cut short by a death or a deadline */
};

/* Prepares an empty capture. It is large (soft errors): do not put it on a small stack. */
void crash_capture_init(struct crash_capture *capture);
void crash_capture_done(struct crash_capture *capture);

/*
 * Each appends a copy of the item (strings are not copied) and returns 0, -E2BIG at the limit
 * (counted as a soft error), or -ENOMEM.
 */
int crash_capture_add_thread(struct crash_capture *capture, const struct capture_thread *thread);
int crash_capture_add_mapping(struct crash_capture *capture, const struct capture_mapping *mapping);
int crash_capture_add_module(struct crash_capture *capture, const struct capture_module *module);
int crash_capture_add_fd(struct crash_capture *capture, const struct capture_fd *fd);
int crash_capture_add_namespace(struct crash_capture *capture,
				const struct capture_namespace *item);
int crash_capture_add_annotation(struct crash_capture *capture,
				 const struct capture_annotation *annotation);

/* The index of the first mapping that ends above address; n_mappings if there is none. */
size_t crash_capture_first_mapping_above(const struct crash_capture *capture, uint64_t address);

/* The mapping or module that holds address, or NULL. Borrowed from the capture. */
const struct capture_mapping *crash_capture_find_mapping(const struct crash_capture *capture,
							 uint64_t address);
const struct capture_module *crash_capture_find_module(const struct crash_capture *capture,
						       uint64_t address);

/* The thread that the fatal exception names, or NULL. */
const struct capture_thread *crash_capture_crashing_thread(const struct crash_capture *capture);

/* "cmdline" and so on; NULL for a number that is no text. limit: the most bytes kept of it. */
const char *capture_text_name(enum capture_text text);
uint64_t capture_text_limit(enum capture_text text);
