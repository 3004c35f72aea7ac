/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns a thread's context back into the core notes that it was built from. */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/elf/registers.h"
#include "lib/minidump/context_layout.h"

/* The most of a context that is looked at. */
#define CONTEXT_BYTES_MAX 4096U

/*
 * Makes registers, in pool, of a context. It may be shorter than the layout says, as LLDB's are:
 * what it lacks is zeros. Returns 0; -EBADMSG if it is a context of another processor, or has no
 * instruction or stack pointer; or -ENOMEM.
 */
int context_registers(struct pool *pool, const struct context_layout *layout,
		      const struct register_table *table, struct bytes context,
		      struct thread_registers *ret_registers);

/* Sets a register of a note that context_registers() made, if the table has it. */
void context_registers_set(const struct register_table *table,
			   const struct thread_registers *registers, const char *name,
			   uint64_t value);
