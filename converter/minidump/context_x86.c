/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CONTEXT of 32-bit x86: the FSAVE image from NT_PRFPREG, the FXSAVE image from NT_X86_XSTATE. */
#include "converter/minidump/context.h"

size_t context_build_x86(const struct register_table *table,
			 const struct thread_registers *registers, void *context)
{
	struct md_context_x86 *x86 = context;

	context_copy_registers(table, registers->prstatus, &context_layout_x86, x86);
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
