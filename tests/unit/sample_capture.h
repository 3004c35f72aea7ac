/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A crash that never happened, on x86-64: two threads, three modules, a SIGSEGV at SAMPLE_ADDRESS.
 * Every value is fixed, every register has a value of its own.
 */
#pragma once

#include "lib/capture/crash_capture.h"
#include "tests/unit/memory_buffer.h"

#define SAMPLE_TID	   4242U /* of the crashing thread, which is not the first to be added */
#define SAMPLE_OTHER_TID   4240U
#define SAMPLE_ADDRESS	   0xdeadbeef8ULL
#define SAMPLE_MAIN	   0x555555554000ULL
#define SAMPLE_LIBRARY	   0x7ffff7c00000ULL
#define SAMPLE_IP	   (SAMPLE_MAIN + 0x1100)
#define SAMPLE_STACK	   0x7fffffffd000ULL /* of the crashing thread: captured from here on */
#define SAMPLE_STACK_SIZE  0x2000U
#define SAMPLE_SP	   (SAMPLE_STACK + 128)
#define SAMPLE_OTHER_STACK 0x7ffff7a00000ULL
#define SAMPLE_OTHER_SIZE  0x1000U
#define SAMPLE_DYNAMIC	   (SAMPLE_MAIN + 0x3000)
#define SAMPLE_TIME	   1700000000ULL /* seconds since the epoch */
#define SAMPLE_PRSTATUS	   336
#define SAMPLE_XSTATE	   832

struct sample_capture {
	struct crash_capture capture;
	struct memory_buffer memory;
	uint8_t prstatus[2][SAMPLE_PRSTATUS];
	uint8_t xstate[SAMPLE_XSTATE];
	uint8_t fpregs[512];
	uint8_t siginfo[128];
	uint8_t stack[SAMPLE_STACK_SIZE], other_stack[SAMPLE_OTHER_SIZE];
	uint8_t code[256];
	uint8_t loader[0x1000];
	uint8_t build_id[20];
};

/* Fills *sample, which must stay where it is until sample_capture_done(). */
void sample_capture_init(struct sample_capture *sample);
void sample_capture_done(struct sample_capture *sample);

/* The value that the n-th thread's register at this word of pr_reg has. */
uint64_t sample_register(size_t thread, size_t word);
