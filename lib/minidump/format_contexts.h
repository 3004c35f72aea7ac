/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Register contexts of threads, one structure per processor. Readers take exact sizes only. */
#pragma once

#include "lib/minidump/format.h"

#define MD_CONTEXT_FXSAVE_SIZE 512

/* AMD64: Windows' CONTEXT of winnt.h. */
enum md_context_amd64_flags {
	MD_CONTEXT_AMD64 = 0x100000,
	MD_CONTEXT_AMD64_CONTROL = 1,
	MD_CONTEXT_AMD64_INTEGER = 2,
	MD_CONTEXT_AMD64_SEGMENTS = 4,
	MD_CONTEXT_AMD64_FLOATING_POINT = 8,
	MD_CONTEXT_AMD64_XSTATE = 0x40,
};

struct md_context_amd64 {
	uint64_t home[6];
	uint32_t context_flags;
	uint32_t mx_csr;
	uint16_t cs, ds, es, fs, gs, ss;
	uint32_t eflags;
	uint64_t dr0, dr1, dr2, dr3, dr6, dr7;
	uint64_t rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rip;
	uint8_t fxsave[MD_CONTEXT_FXSAVE_SIZE];
	uint8_t vector_register[26][16];
	uint64_t vector_control;
	uint64_t debug_control;
	uint64_t last_branch_to, last_branch_from;
	uint64_t last_exception_to, last_exception_from;
} MD_PACKED;

_Static_assert(sizeof(struct md_context_amd64) == 0x4d0, "as every reader has it");
_Static_assert(__builtin_offsetof(struct md_context_amd64, rip) == 248, "as winnt.h has it");

/*
 * What follows a context with the XSTATE flag: CONTEXT_EX, padding, and an XSAVE area in compacted
 * form without its legacy part. Offsets in CONTEXT_EX count from CONTEXT_EX itself.
 */
#define MD_XSTATE_AVX	       2 /* number of the feature: upper halves of YMM0 to YMM15 */
#define MD_XSTATE_AVX_SIZE     256
#define MD_XSTATE_COMPACTED    (1ULL << 63)
#define MD_XSTATE_FIRST_OFFSET 0x240 /* of the first feature in an XSAVE area with legacy part */

struct md_context_chunk {
	int32_t offset;
	uint32_t length;
} MD_PACKED;

struct md_context_amd64_extended {
	struct md_context_amd64 legacy;
	struct md_context_chunk all, legacy_chunk, xstate_chunk;
	uint8_t padding[40];
	uint64_t mask;
	uint64_t compaction_mask;
	uint64_t reserved[6];
	uint8_t avx[MD_XSTATE_AVX_SIZE];
} MD_PACKED;

_Static_assert(__builtin_offsetof(struct md_context_amd64_extended, mask) == 0x510,
	       "aligned to 16");
_Static_assert(sizeof(struct md_context_amd64_extended) == 0x650, "legacy, header, one feature");

/* X86: Windows' CONTEXT of winnt.h. */
enum md_context_x86_flags {
	MD_CONTEXT_X86 = 0x10000,
	MD_CONTEXT_X86_CONTROL = 1,
	MD_CONTEXT_X86_INTEGER = 2,
	MD_CONTEXT_X86_SEGMENTS = 4,
	MD_CONTEXT_X86_FLOATING_POINT = 8,
	MD_CONTEXT_X86_EXTENDED_REGISTERS = 0x20,
};

#define MD_CONTEXT_X86_FLOAT_SIZE 108 /* of the FSAVE image, which is the kernel's user_fpregs */

struct md_context_x86 {
	uint32_t context_flags;
	uint32_t dr0, dr1, dr2, dr3, dr6, dr7;
	uint8_t float_save[MD_CONTEXT_X86_FLOAT_SIZE];
	uint32_t cr0_npx_state;
	uint32_t gs, fs, es, ds;
	uint32_t edi, esi, ebx, edx, ecx, eax;
	uint32_t ebp, eip, cs, eflags, esp, ss;
	uint8_t extended_registers[MD_CONTEXT_FXSAVE_SIZE];
} MD_PACKED;

_Static_assert(sizeof(struct md_context_x86) == 716, "as every reader has it");

/* ARM64: Windows' ARM64_NT_CONTEXT of winnt.h. */
enum md_context_arm64_flags {
	MD_CONTEXT_ARM64 = 0x400000,
	MD_CONTEXT_ARM64_CONTROL = 1,
	MD_CONTEXT_ARM64_INTEGER = 2,
	MD_CONTEXT_ARM64_FLOATING_POINT = 4,
};

struct md_context_arm64 {
	uint32_t context_flags;
	uint32_t cpsr;
	uint64_t x[31];
	uint64_t sp, pc;
	uint8_t v[32][16];
	uint32_t fpcr, fpsr;
	uint32_t bcr[8];
	uint64_t bvr[8];
	uint32_t wcr[2];
	uint64_t wvr[2];
} MD_PACKED;

_Static_assert(sizeof(struct md_context_arm64) == 912, "as every reader has it");

/* The largest of all. */
#define MD_CONTEXT_MAX_SIZE sizeof(struct md_context_amd64_extended)
