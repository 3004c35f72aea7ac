/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where each register is in a thread's context, as tables: the writer copies from the core notes by
 * them, the reader back.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct context_field {
	const char *name; /* as lib/elf/registers.h has it */
	uint16_t offset;  /* in the context */
	uint8_t size;
};

/* Bytes that a context and a core note have in common. */
struct context_copy {
	uint16_t note_offset;
	uint16_t offset, size; /* in the context */
};

#define CONTEXT_FLOAT_COPIES 3

struct context_layout {
	uint16_t machine; /* EM_X86_64, ... */
	uint8_t elf_class;
	uint16_t processor_architecture; /* enum md_processor_architecture */
	uint16_t size;			 /* without what may follow */
	uint16_t flags_offset;		 /* of the u32 with the flags */
	uint32_t processor_flag;	 /* every context of the processor has it */
	uint32_t float_flag;		 /* the bytes of float_copies are valid */
	const struct context_field *fields;
	size_t n_fields;
	struct context_copy float_copies[CONTEXT_FLOAT_COPIES]; /* of NT_PRFPREG; size 0: none */
	uint32_t extended_flag;	      /* extended_copy is valid; 0: has none */
	struct context_copy extended; /* of NT_X86_XSTATE: its FXSAVE image */
};

extern const struct context_layout context_layout_amd64;
extern const struct context_layout context_layout_x86;
extern const struct context_layout context_layout_arm64;

/* Breakpad's own ARM64, which it and others still write. Only read here. */
extern const struct context_layout context_layout_arm64_old;
