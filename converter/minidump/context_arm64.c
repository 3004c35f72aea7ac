/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ARM64_NT_CONTEXT. Breakpad's older layout is for another processor number and is not written. */
#include "converter/minidump/context.h"

/* struct user_fpsimd_state of the kernel, behind its 32 vector registers. */
#define FPSIMD_FPSR_OFFSET 512
#define FPSIMD_FPCR_OFFSET 516

size_t context_build_arm64(const struct register_table *table,
			   const struct thread_registers *registers, void *context)
{
	struct md_context_arm64 *arm64 = context;

	context_copy_registers(table, registers->prstatus, &context_layout_arm64, arm64);
	arm64->context_flags =
		MD_CONTEXT_ARM64 | MD_CONTEXT_ARM64_CONTROL | MD_CONTEXT_ARM64_INTEGER;
	if (registers->fpregs.size > 0) {
		context_copy_bytes(registers->fpregs, 0, arm64->v, sizeof(arm64->v));
		context_copy_bytes(registers->fpregs, FPSIMD_FPSR_OFFSET, &arm64->fpsr, 4);
		context_copy_bytes(registers->fpregs, FPSIMD_FPCR_OFFSET, &arm64->fpcr, 4);
		arm64->context_flags |= MD_CONTEXT_ARM64_FLOATING_POINT;
	}
	return sizeof(*arm64);
}
