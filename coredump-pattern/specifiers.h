/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The agreement between kernel.core_pattern and the collector. One table of specifiers generates
 * the pattern ("|COLLECTOR config=FILE P=%P I=%I ...") and parses the arguments that the kernel
 * makes of it. Every argument is NAME=VALUE: the order does not matter, and a specifier that the
 * kernel does not know leaves an empty value (core(5)).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel's CORENAME_MAX_SIZE: what the pattern may take, its NUL included (5.10 to 7.2). */
#define CORE_PATTERN_SIZE 128U

/* The file name by which a handler is known to be ours. */
#define COLLECTOR_NAME "minidump-collector"

/*
 * What the kernel tells the collector. The strings borrow from argv. The ids inside the process's
 * own pid namespace are not asked for, the pattern being short: /proc/PID/task/TID/status has
 * them.
 */
struct core_arguments {
	uint32_t pid;	     /* %P: thread group, in init's pid namespace */
	uint32_t tid;	     /* %I: crashing thread, in init's pid namespace; 0: not known */
	int signal;	     /* %s; 0: not known */
	uint64_t time;	     /* %t: seconds since the epoch; 0: not known */
	uint64_t core_limit; /* %c: soft RLIMIT_CORE in bytes, UINT64_MAX: unlimited or not known */
	uint32_t uid;	     /* %u: real user, in init's user namespace */
	uint32_t gid;	     /* %g: real group, in init's user namespace */
	bool has_ids;	     /* uid and gid are both known */
	int dumpable;	     /* %d: 1 dumpable, 2 root only; -1: not known */
	int pidfd;	     /* %F: not checked, owned by whoever takes it; NO_FD: none was given */
	const char *comm;    /* %e: the crashing thread's name, any bytes; NULL: not known */
	const char *config;  /* config=FILE; NULL: the default configuration */
	unsigned int n_odd;  /* arguments that are unknown, repeated, or no number of their kind */
};

/*
 * The length of the pattern for these paths without its NUL, however long it is: for messages.
 * config may be NULL.
 */
size_t specifiers_length(const char *collector, const char *config);

/*
 * Writes the pattern to buffer. A '%' in a path is doubled, as the kernel wants it. Returns 0;
 * -EINVAL if a path is not absolute or holds a blank or control character, at which the kernel
 * would split it; -ENAMETOOLONG if the pattern does not fit into CORE_PATTERN_SIZE or size bytes.
 */
int specifiers_format(const char *collector, const char *config, char *buffer, size_t size);

/*
 * Fills *ret from the collector's arguments, argv[0] being its name. *ret is always filled, with
 * what there is. Returns 0, or -EINVAL if the process id is missing or wrong.
 */
int specifiers_parse(int argc, char **argv, struct core_arguments *ret);
