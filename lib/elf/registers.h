/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where registers are in the core notes of each architecture, as tables. Offsets count from the
 * start of the description of NT_PRSTATUS (struct elf_prstatus of the kernel's architecture).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"

struct register_field {
	const char *name; /* "rip", "x0", ... as GDB names it */
	uint16_t offset;  /* in the description of NT_PRSTATUS */
	uint8_t size;	  /* bytes: 2, 4 or 8 */
};

/*
 * What the kernel leaves on the stack for a signal handler: offsets from the stack pointer at the
 * handler's entry (struct rt_sigframe of arch/.../signal.c, struct ucontext).
 */
struct signal_frame_layout {
	uint16_t size;				  /* up to the last of these fields */
	uint16_t link_offset;			  /* uc_link */
	uint16_t stack_offset, stack_size_offset; /* uc_stack: ss_sp, ss_size */
	uint16_t stack_pointer_offset, instruction_pointer_offset; /* uc_mcontext */
};

struct register_table {
	const char *name; /* of the architecture, as the kernel calls it */
	uint16_t machine; /* EM_X86_64, ... */
	uint8_t elf_class;
	uint8_t word_size;
	uint16_t prstatus_size;	    /* of the whole description */
	uint16_t cursig_offset;	    /* u16: pr_cursig */
	uint16_t pid_offset;	    /* u32: pr_pid, the tid in the process's own pid namespace */
	uint16_t psinfo_pid_offset; /* u32 in NT_PRPSINFO: the process, in its own pid namespace */
	uint16_t regs_offset, regs_size; /* pr_reg, an array of words */
	uint16_t stack_pointer_offset, instruction_pointer_offset, frame_pointer_offset;
	uint16_t red_zone; /* bytes below the stack pointer that the ABI lets leaf code use */
	const struct signal_frame_layout *signal_frame; /* NULL: not known here */
	const struct register_field *fields;
	size_t n_fields;
};

/* The table for ELF cores of this machine and class, or NULL if it is not known. Static. */
const struct register_table *register_table_find(uint16_t machine, uint8_t elf_class);

/* A field's table entry by its name, or NULL. */
const struct register_field *register_table_field(const struct register_table *table,
						  const char *name);

/* A register's value in an NT_PRSTATUS description; bytes that this lacks at its end are zeros. */
uint64_t register_value(struct bytes prstatus, const struct register_field *field);
