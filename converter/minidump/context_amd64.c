/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CONTEXT of AMD64, with the upper halves of the YMM registers behind it where they are in use. */
#include <stdbool.h>
#include <stddef.h>

#include "converter/minidump/context.h"

/* An NT_X86_XSTATE description: XSAVE's standard form (Intel SDM volume 1, 13.4). */
#define XSTATE_BV_OFFSET  512
#define XSTATE_AVX_OFFSET 576
#define FXSAVE_MXCSR	  24

static void copy_fxsave(const struct thread_registers *registers, struct md_context_amd64 *context)
{
	struct bytes image = registers->xstate.size > 0 ? registers->xstate : registers->fpregs;

	if (image.size == 0)
		return;
	context_copy_bytes(image, 0, context->fxsave, sizeof(context->fxsave));
	context_copy_bytes(image, FXSAVE_MXCSR, &context->mx_csr, sizeof(context->mx_csr));
	context->context_flags |= MD_CONTEXT_AMD64_FLOATING_POINT;
}

/* A component whose bit is clear is in its initial state, and its bytes mean nothing. */
static bool has_avx(struct bytes xstate)
{
	uint64_t xstate_bv;

	context_copy_bytes(xstate, XSTATE_BV_OFFSET, &xstate_bv, sizeof(xstate_bv));
	return xstate_bv & 1ULL << MD_XSTATE_AVX;
}

static void extend(struct bytes xstate, struct md_context_amd64_extended *context)
{
	const int32_t legacy = -(int32_t)sizeof(context->legacy);
	const size_t header = offsetof(struct md_context_amd64_extended, mask);

	context->legacy.context_flags |= MD_CONTEXT_AMD64_XSTATE;
	context->all = (struct md_context_chunk){ legacy, sizeof(*context) };
	context->legacy_chunk = (struct md_context_chunk){ legacy, sizeof(context->legacy) };
	context->xstate_chunk = (struct md_context_chunk){ legacy + (int32_t)header,
							   (uint32_t)(sizeof(*context) - header) };
	context->mask = 1ULL << MD_XSTATE_AVX;
	context->compaction_mask = context->mask | MD_XSTATE_COMPACTED;
	context_copy_bytes(xstate, XSTATE_AVX_OFFSET, context->avx, sizeof(context->avx));
}

size_t context_build_amd64(const struct register_table *table,
			   const struct thread_registers *registers, void *context)
{
	struct md_context_amd64_extended *extended = context;
	struct md_context_amd64 *legacy = &extended->legacy;

	context_copy_registers(table, registers->prstatus, &context_layout_amd64, legacy);
	legacy->context_flags = MD_CONTEXT_AMD64 | MD_CONTEXT_AMD64_CONTROL |
				MD_CONTEXT_AMD64_INTEGER | MD_CONTEXT_AMD64_SEGMENTS;
	copy_fxsave(registers, legacy);
	if (!has_avx(registers->xstate))
		return sizeof(*legacy);
	extend(registers->xstate, extended);
	return sizeof(*extended);
}
