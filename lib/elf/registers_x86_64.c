/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct user_regs_struct of arch/x86, 64-bit; the red zone is that of the System V ABI, 3.2.2. */
#include <elf.h>

#include "lib/elf/registers_tables.h"

#define REGS_OFFSET 112 /* of pr_reg */

static const struct register_field x86_64_fields[] = {
	{ "r15", REGS_OFFSET + 0, 8 },	     { "r14", REGS_OFFSET + 8, 8 },
	{ "r13", REGS_OFFSET + 16, 8 },	     { "r12", REGS_OFFSET + 24, 8 },
	{ "rbp", REGS_OFFSET + 32, 8 },	     { "rbx", REGS_OFFSET + 40, 8 },
	{ "r11", REGS_OFFSET + 48, 8 },	     { "r10", REGS_OFFSET + 56, 8 },
	{ "r9", REGS_OFFSET + 64, 8 },	     { "r8", REGS_OFFSET + 72, 8 },
	{ "rax", REGS_OFFSET + 80, 8 },	     { "rcx", REGS_OFFSET + 88, 8 },
	{ "rdx", REGS_OFFSET + 96, 8 },	     { "rsi", REGS_OFFSET + 104, 8 },
	{ "rdi", REGS_OFFSET + 112, 8 },     { "orig_rax", REGS_OFFSET + 120, 8 },
	{ "rip", REGS_OFFSET + 128, 8 },     { "cs", REGS_OFFSET + 136, 2 },
	{ "eflags", REGS_OFFSET + 144, 4 },  { "rsp", REGS_OFFSET + 152, 8 },
	{ "ss", REGS_OFFSET + 160, 2 },	     { "fs_base", REGS_OFFSET + 168, 8 },
	{ "gs_base", REGS_OFFSET + 176, 8 }, { "ds", REGS_OFFSET + 184, 2 },
	{ "es", REGS_OFFSET + 192, 2 },	     { "fs", REGS_OFFSET + 200, 2 },
	{ "gs", REGS_OFFSET + 208, 2 },
};

/* A return address, then struct ucontext, whose uc_mcontext starts with r8 to r15. */
static const struct signal_frame_layout x86_64_signal_frame = {
	.size = 184,
	.link_offset = 16,
	.stack_offset = 24,
	.stack_size_offset = 40,
	.stack_pointer_offset = 168,
	.instruction_pointer_offset = 176,
};

const struct register_table register_table_x86_64 = {
	.name = "x86_64",
	.machine = EM_X86_64,
	.elf_class = ELFCLASS64,
	.word_size = 8,
	.prstatus_size = 336,
	.cursig_offset = 12,
	.pid_offset = 32,
	.psinfo_pid_offset = 24,
	.regs_offset = REGS_OFFSET,
	.regs_size = 216,
	.stack_pointer_offset = REGS_OFFSET + 152,
	.instruction_pointer_offset = REGS_OFFSET + 128,
	.frame_pointer_offset = REGS_OFFSET + 32,
	.red_zone = 128,
	.signal_frame = &x86_64_signal_frame,
	.fields = x86_64_fields,
	.n_fields = sizeof(x86_64_fields) / sizeof(x86_64_fields[0]),
};
