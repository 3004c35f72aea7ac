/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct user_regs_struct of arch/x86, 32-bit, as native and compat kernels dump it. */
#include <elf.h>

#include "lib/elf/registers_tables.h"

#define REGS_OFFSET 72 /* of pr_reg */

static const struct register_field i386_fields[] = {
	{ "ebx", REGS_OFFSET + 0, 4 },	   { "ecx", REGS_OFFSET + 4, 4 },
	{ "edx", REGS_OFFSET + 8, 4 },	   { "esi", REGS_OFFSET + 12, 4 },
	{ "edi", REGS_OFFSET + 16, 4 },	   { "ebp", REGS_OFFSET + 20, 4 },
	{ "eax", REGS_OFFSET + 24, 4 },	   { "ds", REGS_OFFSET + 28, 2 },
	{ "es", REGS_OFFSET + 32, 2 },	   { "fs", REGS_OFFSET + 36, 2 },
	{ "gs", REGS_OFFSET + 40, 2 },	   { "orig_eax", REGS_OFFSET + 44, 4 },
	{ "eip", REGS_OFFSET + 48, 4 },	   { "cs", REGS_OFFSET + 52, 2 },
	{ "eflags", REGS_OFFSET + 56, 4 }, { "esp", REGS_OFFSET + 60, 4 },
	{ "ss", REGS_OFFSET + 64, 2 },
};

const struct register_table register_table_i386 = {
	.name = "i386",
	.machine = EM_386,
	.elf_class = ELFCLASS32,
	.word_size = 4,
	.prstatus_size = 144,
	.cursig_offset = 12,
	.pid_offset = 24,
	.psinfo_pid_offset = 12,
	.regs_offset = REGS_OFFSET,
	.regs_size = 68,
	.stack_pointer_offset = REGS_OFFSET + 60,
	.instruction_pointer_offset = REGS_OFFSET + 48,
	.frame_pointer_offset = REGS_OFFSET + 20,
	.red_zone = 0,
	.fields = i386_fields,
	.n_fields = sizeof(i386_fields) / sizeof(i386_fields[0]),
};
