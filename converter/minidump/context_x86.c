/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CONTEXT of 32-bit x86: the FSAVE image from NT_PRFPREG, the FXSAVE image from NT_X86_XSTATE. */
#include <stddef.h>

#include "converter/minidump/context.h"

#define IN_CONTEXT(name) offsetof(struct md_context_x86, name)

static const struct context_field fields[] = {
	{ "gs", IN_CONTEXT(gs), 4 },   { "fs", IN_CONTEXT(fs), 4 },
	{ "es", IN_CONTEXT(es), 4 },   { "ds", IN_CONTEXT(ds), 4 },
	{ "edi", IN_CONTEXT(edi), 4 }, { "esi", IN_CONTEXT(esi), 4 },
	{ "ebx", IN_CONTEXT(ebx), 4 }, { "edx", IN_CONTEXT(edx), 4 },
	{ "ecx", IN_CONTEXT(ecx), 4 }, { "eax", IN_CONTEXT(eax), 4 },
	{ "ebp", IN_CONTEXT(ebp), 4 }, { "eip", IN_CONTEXT(eip), 4 },
	{ "cs", IN_CONTEXT(cs), 4 },   { "eflags", IN_CONTEXT(eflags), 4 },
	{ "esp", IN_CONTEXT(esp), 4 }, { "ss", IN_CONTEXT(ss), 4 },
};

size_t context_build_x86(const struct register_table *table,
			 const struct thread_registers *registers, void *context)
{
	struct md_context_x86 *x86 = context;

	context_copy_registers(table, registers->prstatus, fields,
			       sizeof(fields) / sizeof(fields[0]), x86);
	x86->context_flags = MD_CONTEXT_X86 | MD_CONTEXT_X86_CONTROL | MD_CONTEXT_X86_INTEGER |
			     MD_CONTEXT_X86_SEGMENTS;
	if (registers->fpregs.size > 0) {
		context_copy_bytes(registers->fpregs, 0, x86->float_save, sizeof(x86->float_save));
		x86->context_flags |= MD_CONTEXT_X86_FLOATING_POINT;
	}
	if (registers->xstate.size > 0) {
		context_copy_bytes(registers->xstate, 0, x86->extended_registers,
				   sizeof(x86->extended_registers));
		x86->context_flags |= MD_CONTEXT_X86_EXTENDED_REGISTERS;
	}
	return sizeof(*x86);
}
