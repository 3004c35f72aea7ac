/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds a thread's register context from its core notes, for each processor that is known. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/capture/crash_capture.h"
#include "lib/elf/registers.h"
#include "lib/minidump/context_layout.h"
#include "lib/minidump/format_contexts.h"

struct context_kind {
	uint16_t machine; /* EM_X86_64, ... */
	uint8_t elf_class;
	uint16_t processor_architecture; /* enum md_processor_architecture */
	/*
	 * Fills context, MD_CONTEXT_MAX_SIZE zeroed bytes, and returns how many are used. table
	 * is that of the machine; registers holds at least a whole NT_PRSTATUS, zeros at its end
	 * cut off. The other notes may be missing or short: their flags stay off.
	 */
	size_t (*build)(const struct register_table *table,
			const struct thread_registers *registers, void *context);
};

/* The kind for processes of this machine and class, or NULL. Static. */
const struct context_kind *context_kind_find(uint16_t machine, uint8_t elf_class);

/* Copies the layout's registers into context. Those that NT_PRSTATUS has not become 0. */
void context_copy_registers(const struct register_table *table, struct bytes prstatus,
			    const struct context_layout *layout, void *context);

/* Copies size bytes of note from offset on; what is cut off is zeros. */
void context_copy_bytes(struct bytes note, size_t offset, void *to, size_t size);

size_t context_build_amd64(const struct register_table *table,
			   const struct thread_registers *registers, void *context);
size_t context_build_x86(const struct register_table *table,
			 const struct thread_registers *registers, void *context);
size_t context_build_arm64(const struct register_table *table,
			   const struct thread_registers *registers, void *context);
