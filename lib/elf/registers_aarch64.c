/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct user_pt_regs of arch/arm64. GDB calls pstate "cpsr". */
#include <elf.h>

#include "lib/elf/registers_tables.h"

#define REGS_OFFSET 112 /* of pr_reg */

static const struct register_field aarch64_fields[] = {
	{ "x0", REGS_OFFSET + 0, 8 },	 { "x1", REGS_OFFSET + 8, 8 },
	{ "x2", REGS_OFFSET + 16, 8 },	 { "x3", REGS_OFFSET + 24, 8 },
	{ "x4", REGS_OFFSET + 32, 8 },	 { "x5", REGS_OFFSET + 40, 8 },
	{ "x6", REGS_OFFSET + 48, 8 },	 { "x7", REGS_OFFSET + 56, 8 },
	{ "x8", REGS_OFFSET + 64, 8 },	 { "x9", REGS_OFFSET + 72, 8 },
	{ "x10", REGS_OFFSET + 80, 8 },	 { "x11", REGS_OFFSET + 88, 8 },
	{ "x12", REGS_OFFSET + 96, 8 },	 { "x13", REGS_OFFSET + 104, 8 },
	{ "x14", REGS_OFFSET + 112, 8 }, { "x15", REGS_OFFSET + 120, 8 },
	{ "x16", REGS_OFFSET + 128, 8 }, { "x17", REGS_OFFSET + 136, 8 },
	{ "x18", REGS_OFFSET + 144, 8 }, { "x19", REGS_OFFSET + 152, 8 },
	{ "x20", REGS_OFFSET + 160, 8 }, { "x21", REGS_OFFSET + 168, 8 },
	{ "x22", REGS_OFFSET + 176, 8 }, { "x23", REGS_OFFSET + 184, 8 },
	{ "x24", REGS_OFFSET + 192, 8 }, { "x25", REGS_OFFSET + 200, 8 },
	{ "x26", REGS_OFFSET + 208, 8 }, { "x27", REGS_OFFSET + 216, 8 },
	{ "x28", REGS_OFFSET + 224, 8 }, { "x29", REGS_OFFSET + 232, 8 },
	{ "x30", REGS_OFFSET + 240, 8 }, { "sp", REGS_OFFSET + 248, 8 },
	{ "pc", REGS_OFFSET + 256, 8 },	 { "cpsr", REGS_OFFSET + 264, 4 },
};

const struct register_table register_table_aarch64 = {
	.name = "aarch64",
	.machine = EM_AARCH64,
	.elf_class = ELFCLASS64,
	.word_size = 8,
	.prstatus_size = 392,
	.cursig_offset = 12,
	.pid_offset = 32,
	.psinfo_pid_offset = 24,
	.regs_offset = REGS_OFFSET,
	.regs_size = 272,
	.stack_pointer_offset = REGS_OFFSET + 248,
	.instruction_pointer_offset = REGS_OFFSET + 256,
	.frame_pointer_offset = REGS_OFFSET + 232,
	.red_zone = 0,
	.fields = aarch64_fields,
	.n_fields = sizeof(aarch64_fields) / sizeof(aarch64_fields[0]),
};
