/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A raw backtrace: which functions were active on a stack, from registers and stack memory alone,
 * without unwind tables. It follows frame pointers, and where they end it scans the stack for what
 * looks like a return address. So every frame says how much it can be trusted.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

/* Enough to see a recursion; a stack overflow has thousands. */
#define STACK_WALK_FRAMES_MAX 256

enum frame_trust {
	FRAME_TRUST_CONTEXT,	   /* the thread's registers */
	FRAME_TRUST_LINK_REGISTER, /* the return address that was still in a register */
	FRAME_TRUST_FRAME_POINTER, /* a chain of saved frame pointers */
	FRAME_TRUST_SCAN,	   /* a word on the stack that may be a return address */
};

struct stack_frame {
	uint64_t instruction; /* instruction pointer, or in other frames the return address */
	uint64_t stack_pointer;
	enum frame_trust trust;
};

struct stack_walk {
	struct stack_frame frames[STACK_WALK_FRAMES_MAX];
	size_t n_frames;
	bool is_cut; /* there are more frames */
};

/*
 * Walks the stack from these registers. Each frame lies above the one before; so it ends, whatever
 * is on the stack. Without registers, or on an unknown processor, there are no frames.
 */
void stack_walk(const struct crash_capture *capture, struct memory_reader *memory,
		const struct thread_registers *registers, struct stack_walk *ret_walk);

/* The address to look up for a frame: a return address belongs to the call before it. */
uint64_t stack_frame_lookup_address(const struct stack_frame *frame);

/* "context", "link register", "frame pointer", "scan". */
const char *frame_trust_name(enum frame_trust trust);
