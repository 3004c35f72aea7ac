/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a crash target leaves behind for crash_clock, in memory that both share: when it crashed,
 * and what a good dump of it has to hold.
 */
#pragma once

#include <stdint.h>
#include <time.h>

/* Descriptors that crash_clock hands to the target. */
#define RECORD_FD 10 /* the shared memory */
#define GATE_FD	  11 /* a socket: the target sends a byte when ready, and crashes at end of file */

/* Pattern on each thread's stack: the 64-bit word at address A is A ^ STACK_PATTERN. */
#define STACK_PATTERN	     0x5aa5000000000000ULL
#define STACK_BYTES	     (64 * 1024)
#define CRASHING_STACK_BYTES (4 * 1024)

struct crash_record_thread {
	uint32_t tid;
	uint32_t stack_size; /* of the pattern, in bytes */
	uint64_t stack;	     /* where it starts, just above the stack pointer */
};

struct crash_record {
	uint64_t fault_ns; /* CLOCK_MONOTONIC just before the fault */
	uint32_t n_modules;
	uint32_t n_threads; /* entries of threads; the first is the crashing thread */
	struct crash_record_thread threads[];
};

static inline uint64_t monotonic_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}
