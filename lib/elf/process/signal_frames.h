/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A signal handler that runs on a stack of its own (sigaltstack(2)) leaves the stack that it
 * interrupted, where the story is, out of sight. The frame that the kernel made for the handler
 * tells where that is.
 */
#pragma once

#include "lib/capture/memory_reader.h"
#include "lib/elf/process/memory_wishes.h"

/*
 * Wants the stack and the code that a handler on an alternate stack interrupted, if the crashing
 * thread, which must be the first and have its stack, is in one. The frame is looked for in the
 * innermost LIMIT_SIGNAL_FRAME_SEARCH of the stack.
 */
void signal_frames_want_interrupted(const struct memory_wishes *wishes,
				    struct memory_reader *memory);
