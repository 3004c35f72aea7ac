/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/minidump/context_layout.h"

#include <elf.h>
#include <stddef.h>

#include "lib/minidump/format_contexts.h"
#include "lib/minidump/format_streams.h"

#define N_FIELDS(fields) (sizeof(fields) / sizeof((fields)[0]))

#define IN_AMD64(name) offsetof(struct md_context_amd64, name)
#define IN_X86(name)   offsetof(struct md_context_x86, name)
#define IN_ARM64(name) offsetof(struct md_context_arm64, name)

static const struct context_field amd64_fields[] = {
	{ "rax", IN_AMD64(rax), 8 }, { "rcx", IN_AMD64(rcx), 8 }, { "rdx", IN_AMD64(rdx), 8 },
	{ "rbx", IN_AMD64(rbx), 8 }, { "rsp", IN_AMD64(rsp), 8 }, { "rbp", IN_AMD64(rbp), 8 },
	{ "rsi", IN_AMD64(rsi), 8 }, { "rdi", IN_AMD64(rdi), 8 }, { "r8", IN_AMD64(r8), 8 },
	{ "r9", IN_AMD64(r9), 8 },   { "r10", IN_AMD64(r10), 8 }, { "r11", IN_AMD64(r11), 8 },
	{ "r12", IN_AMD64(r12), 8 }, { "r13", IN_AMD64(r13), 8 }, { "r14", IN_AMD64(r14), 8 },
	{ "r15", IN_AMD64(r15), 8 }, { "rip", IN_AMD64(rip), 8 }, { "eflags", IN_AMD64(eflags), 4 },
	{ "cs", IN_AMD64(cs), 2 },   { "ds", IN_AMD64(ds), 2 },	  { "es", IN_AMD64(es), 2 },
	{ "fs", IN_AMD64(fs), 2 },   { "gs", IN_AMD64(gs), 2 },	  { "ss", IN_AMD64(ss), 2 },
};

const struct context_layout context_layout_amd64 = {
	.machine = EM_X86_64,
	.elf_class = ELFCLASS64,
	.processor_architecture = MD_CPU_AMD64,
	.size = sizeof(struct md_context_amd64),
	.flags_offset = IN_AMD64(context_flags),
	.processor_flag = MD_CONTEXT_AMD64,
	.float_flag = MD_CONTEXT_AMD64_FLOATING_POINT,
	.fields = amd64_fields,
	.n_fields = N_FIELDS(amd64_fields),
	.float_copies = { { 0, IN_AMD64(fxsave), MD_CONTEXT_FXSAVE_SIZE } },
};

static const struct context_field x86_fields[] = {
	{ "gs", IN_X86(gs), 4 },   { "fs", IN_X86(fs), 4 },	    { "es", IN_X86(es), 4 },
	{ "ds", IN_X86(ds), 4 },   { "edi", IN_X86(edi), 4 },	    { "esi", IN_X86(esi), 4 },
	{ "ebx", IN_X86(ebx), 4 }, { "edx", IN_X86(edx), 4 },	    { "ecx", IN_X86(ecx), 4 },
	{ "eax", IN_X86(eax), 4 }, { "ebp", IN_X86(ebp), 4 },	    { "eip", IN_X86(eip), 4 },
	{ "cs", IN_X86(cs), 4 },   { "eflags", IN_X86(eflags), 4 }, { "esp", IN_X86(esp), 4 },
	{ "ss", IN_X86(ss), 4 },
};

const struct context_layout context_layout_x86 = {
	.machine = EM_386,
	.elf_class = ELFCLASS32,
	.processor_architecture = MD_CPU_X86,
	.size = sizeof(struct md_context_x86),
	.flags_offset = IN_X86(context_flags),
	.processor_flag = MD_CONTEXT_X86,
	.float_flag = MD_CONTEXT_X86_FLOATING_POINT,
	.fields = x86_fields,
	.n_fields = N_FIELDS(x86_fields),
	.float_copies = { { 0, IN_X86(float_save), MD_CONTEXT_X86_FLOAT_SIZE } },
	.extended_flag = MD_CONTEXT_X86_EXTENDED_REGISTERS,
	.extended = { 0, IN_X86(extended_registers), MD_CONTEXT_FXSAVE_SIZE },
};

/* struct user_fpsimd_state of the kernel, behind its 32 vector registers. */
#define FPSIMD_FPSR_OFFSET 512
#define FPSIMD_FPCR_OFFSET 516

static const struct context_field arm64_fields[] = {
	{ "x0", IN_ARM64(x[0]), 8 },   { "x1", IN_ARM64(x[1]), 8 },   { "x2", IN_ARM64(x[2]), 8 },
	{ "x3", IN_ARM64(x[3]), 8 },   { "x4", IN_ARM64(x[4]), 8 },   { "x5", IN_ARM64(x[5]), 8 },
	{ "x6", IN_ARM64(x[6]), 8 },   { "x7", IN_ARM64(x[7]), 8 },   { "x8", IN_ARM64(x[8]), 8 },
	{ "x9", IN_ARM64(x[9]), 8 },   { "x10", IN_ARM64(x[10]), 8 }, { "x11", IN_ARM64(x[11]), 8 },
	{ "x12", IN_ARM64(x[12]), 8 }, { "x13", IN_ARM64(x[13]), 8 }, { "x14", IN_ARM64(x[14]), 8 },
	{ "x15", IN_ARM64(x[15]), 8 }, { "x16", IN_ARM64(x[16]), 8 }, { "x17", IN_ARM64(x[17]), 8 },
	{ "x18", IN_ARM64(x[18]), 8 }, { "x19", IN_ARM64(x[19]), 8 }, { "x20", IN_ARM64(x[20]), 8 },
	{ "x21", IN_ARM64(x[21]), 8 }, { "x22", IN_ARM64(x[22]), 8 }, { "x23", IN_ARM64(x[23]), 8 },
	{ "x24", IN_ARM64(x[24]), 8 }, { "x25", IN_ARM64(x[25]), 8 }, { "x26", IN_ARM64(x[26]), 8 },
	{ "x27", IN_ARM64(x[27]), 8 }, { "x28", IN_ARM64(x[28]), 8 }, { "x29", IN_ARM64(x[29]), 8 },
	{ "x30", IN_ARM64(x[30]), 8 }, { "sp", IN_ARM64(sp), 8 },     { "pc", IN_ARM64(pc), 8 },
	{ "cpsr", IN_ARM64(cpsr), 4 },
};

const struct context_layout context_layout_arm64 = {
	.machine = EM_AARCH64,
	.elf_class = ELFCLASS64,
	.processor_architecture = MD_CPU_ARM64,
	.size = sizeof(struct md_context_arm64),
	.flags_offset = IN_ARM64(context_flags),
	.processor_flag = MD_CONTEXT_ARM64,
	.float_flag = MD_CONTEXT_ARM64_FLOATING_POINT,
	.fields = arm64_fields,
	.n_fields = N_FIELDS(arm64_fields),
	.float_copies = { { 0, IN_ARM64(v), 512 },
			  { FPSIMD_FPSR_OFFSET, IN_ARM64(fpsr), 4 },
			  { FPSIMD_FPCR_OFFSET, IN_ARM64(fpcr), 4 } },
};

/* As the new one to the program counter, but for cpsr: behind it come cpsr, fpsr, fpcr and v0. */
#define ARM64_OLD_CPSR 272

static const struct context_field arm64_old_fields[] = {
	{ "x0", IN_ARM64(x[0]), 8 },   { "x1", IN_ARM64(x[1]), 8 },   { "x2", IN_ARM64(x[2]), 8 },
	{ "x3", IN_ARM64(x[3]), 8 },   { "x4", IN_ARM64(x[4]), 8 },   { "x5", IN_ARM64(x[5]), 8 },
	{ "x6", IN_ARM64(x[6]), 8 },   { "x7", IN_ARM64(x[7]), 8 },   { "x8", IN_ARM64(x[8]), 8 },
	{ "x9", IN_ARM64(x[9]), 8 },   { "x10", IN_ARM64(x[10]), 8 }, { "x11", IN_ARM64(x[11]), 8 },
	{ "x12", IN_ARM64(x[12]), 8 }, { "x13", IN_ARM64(x[13]), 8 }, { "x14", IN_ARM64(x[14]), 8 },
	{ "x15", IN_ARM64(x[15]), 8 }, { "x16", IN_ARM64(x[16]), 8 }, { "x17", IN_ARM64(x[17]), 8 },
	{ "x18", IN_ARM64(x[18]), 8 }, { "x19", IN_ARM64(x[19]), 8 }, { "x20", IN_ARM64(x[20]), 8 },
	{ "x21", IN_ARM64(x[21]), 8 }, { "x22", IN_ARM64(x[22]), 8 }, { "x23", IN_ARM64(x[23]), 8 },
	{ "x24", IN_ARM64(x[24]), 8 }, { "x25", IN_ARM64(x[25]), 8 }, { "x26", IN_ARM64(x[26]), 8 },
	{ "x27", IN_ARM64(x[27]), 8 }, { "x28", IN_ARM64(x[28]), 8 }, { "x29", IN_ARM64(x[29]), 8 },
	{ "x30", IN_ARM64(x[30]), 8 }, { "sp", IN_ARM64(sp), 8 },     { "pc", IN_ARM64(pc), 8 },
	{ "cpsr", ARM64_OLD_CPSR, 4 },
};

const struct context_layout context_layout_arm64_old = {
	.machine = EM_AARCH64,
	.elf_class = ELFCLASS64,
	.processor_architecture = MD_CPU_ARM64_OLD,
	.size = 796,
	.flags_offset = 0,
	.processor_flag = 0x80000000,
	.float_flag = 4,
	.fields = arm64_old_fields,
	.n_fields = N_FIELDS(arm64_old_fields),
	.float_copies = { { 0, 284, 512 },
			  { FPSIMD_FPSR_OFFSET, 276, 4 },
			  { FPSIMD_FPCR_OFFSET, 280, 4 } },
};
