/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <string.h>

#include "converter/minidump/context.h"
#include "lib/base/byte_reader.h"
#include "lib/minidump/format_streams.h"

/* Offsets in CONTEXT of winnt.h. */
#define AMD64_FLAGS   48
#define AMD64_MX_CSR  52
#define AMD64_CS      56
#define AMD64_EFLAGS  68
#define AMD64_RAX     120
#define AMD64_RSP     152
#define AMD64_RIP     248
#define AMD64_FXSAVE  256
#define AMD64_PLAIN   0x4d0
#define AMD64_HEADER  0x510
#define AMD64_YMM     0x550
#define AMD64_FULL    0x10000fU
#define AMD64_XSTATE  0x40U
#define CONTEXT_SPACE 2048

FIXTURE(context)
{
	uint8_t prstatus[400], fpregs[528], xstate[2696];
	uint8_t context[CONTEXT_SPACE];
	struct thread_registers registers;
};

FIXTURE_SETUP(context)
{
	for (size_t i = 0; i < sizeof(self->prstatus); i++)
		self->prstatus[i] = (uint8_t)(i * 5 + 1);
	for (size_t i = 0; i < sizeof(self->fpregs); i++)
		self->fpregs[i] = (uint8_t)(i * 7 + 2);
	for (size_t i = 0; i < sizeof(self->xstate); i++)
		self->xstate[i] = (uint8_t)(i * 11 + 3);
	memset(self->context, 0, sizeof(self->context));
	self->registers = (struct thread_registers){ .prstatus = { self->prstatus, 336 } };
}

FIXTURE_TEARDOWN(context)
{
}

static size_t build(uint16_t machine, uint8_t elf_class, const struct thread_registers *registers,
		    uint8_t *context)
{
	return context_kind_find(machine, elf_class)
		->build(register_table_find(machine, elf_class), registers, context);
}

static uint64_t uint_at(const uint8_t *data, size_t offset, size_t size)
{
	return bytes_uint_at(bytes_of(data, CONTEXT_SPACE), offset, size);
}

TEST_F(context, amd64_takes_registers_from_prstatus)
{
	const uint8_t *regs = self->prstatus + 112;

	ASSERT_EQ(AMD64_PLAIN, build(EM_X86_64, ELFCLASS64, &self->registers, self->context));
	EXPECT_EQ(AMD64_FULL & ~8U, uint_at(self->context, AMD64_FLAGS, 4));
	EXPECT_EQ(0, memcmp(self->context + AMD64_RAX, regs + 80, 8));
	EXPECT_EQ(0, memcmp(self->context + AMD64_RSP, regs + 152, 8));
	EXPECT_EQ(0, memcmp(self->context + AMD64_RIP, regs + 128, 8));
	EXPECT_EQ(0, memcmp(self->context + AMD64_EFLAGS, regs + 144, 4));
	EXPECT_EQ(0, memcmp(self->context + AMD64_CS, regs + 136, 2));
}

TEST_F(context, amd64_has_fxsave_from_fpregs)
{
	self->registers.fpregs = bytes_of(self->fpregs, 512);
	ASSERT_EQ(AMD64_PLAIN, build(EM_X86_64, ELFCLASS64, &self->registers, self->context));
	EXPECT_EQ(AMD64_FULL, uint_at(self->context, AMD64_FLAGS, 4));
	EXPECT_EQ(0, memcmp(self->context + AMD64_FXSAVE, self->fpregs, 512));
	EXPECT_EQ(0, memcmp(self->context + AMD64_MX_CSR, self->fpregs + 24, 4));
}

TEST_F(context, amd64_prefers_xstate_and_extends_for_avx)
{
	static const int32_t chunks[6] = { -0x4d0, 0x650, -0x4d0, 0x4d0, 0x40, 0x140 };

	self->registers.fpregs = bytes_of(self->fpregs, 512);
	self->registers.xstate = bytes_of(self->xstate, sizeof(self->xstate));
	memset(self->xstate + 512, 0, 8);
	self->xstate[512] = 0x7;
	ASSERT_EQ(0x650, build(EM_X86_64, ELFCLASS64, &self->registers, self->context));
	EXPECT_EQ(AMD64_FULL | AMD64_XSTATE, uint_at(self->context, AMD64_FLAGS, 4));
	EXPECT_EQ(0, memcmp(self->context + AMD64_FXSAVE, self->xstate, 512));
	EXPECT_EQ(0, memcmp(self->context + AMD64_PLAIN, chunks, sizeof(chunks)));
	EXPECT_EQ(4, uint_at(self->context, AMD64_HEADER, 8));
	EXPECT_EQ(4 | 1ULL << 63, uint_at(self->context, AMD64_HEADER + 8, 8));
	EXPECT_EQ(0, memcmp(self->context + AMD64_YMM, self->xstate + 576, 256));
}

TEST_F(context, amd64_without_avx_in_use_is_plain)
{
	self->registers.xstate = bytes_of(self->xstate, sizeof(self->xstate));
	memset(self->xstate + 512, 0, 8);
	self->xstate[512] = 0x3;
	EXPECT_EQ(AMD64_PLAIN, build(EM_X86_64, ELFCLASS64, &self->registers, self->context));
	EXPECT_EQ(AMD64_FULL, uint_at(self->context, AMD64_FLAGS, 4));
}

TEST_F(context, notes_whose_zeros_were_cut_end_in_zeros)
{
	static const uint8_t zeros[256 - 10];

	memset(self->xstate + 512, 0, 8);
	self->xstate[512] = 0x4;
	self->registers.xstate = bytes_of(self->xstate, 586);
	self->registers.prstatus.size = 112 + 130;
	memset(self->context, 0xee, sizeof(self->context));
	ASSERT_EQ(0x650, build(EM_X86_64, ELFCLASS64, &self->registers, self->context));
	EXPECT_EQ(0, memcmp(self->context + AMD64_YMM, self->xstate + 576, 10));
	EXPECT_EQ(0, memcmp(self->context + AMD64_YMM + 10, zeros, sizeof(zeros)));
	EXPECT_EQ(bytes_uint_at(bytes_of(self->prstatus, 242), 240, 2),
		  uint_at(self->context, AMD64_RIP, 8));
	EXPECT_EQ(0, uint_at(self->context, AMD64_RSP, 8));
}

TEST_F(context, x86_takes_fsave_and_fxsave)
{
	const uint8_t *regs = self->prstatus + 72;

	self->registers.fpregs = bytes_of(self->fpregs, 108);
	self->registers.xstate = bytes_of(self->xstate, 832);
	ASSERT_EQ(716, build(EM_386, ELFCLASS32, &self->registers, self->context));
	EXPECT_EQ(0x1002f, uint_at(self->context, 0, 4));
	EXPECT_EQ(0, memcmp(self->context + 28, self->fpregs, 108));
	EXPECT_EQ(0, memcmp(self->context + 176, regs + 24, 4)); /* eax */
	EXPECT_EQ(0, memcmp(self->context + 184, regs + 48, 4)); /* eip */
	EXPECT_EQ(0, memcmp(self->context + 196, regs + 60, 4)); /* esp */
	EXPECT_EQ(bytes_uint_at(bytes_of(regs, 68), 52, 2), uint_at(self->context, 188, 4));
	EXPECT_EQ(0, memcmp(self->context + 204, self->xstate, 512));
}

TEST_F(context, arm64_takes_the_new_layout)
{
	const uint8_t *regs = self->prstatus + 112;

	self->registers.prstatus = bytes_of(self->prstatus, 392);
	self->registers.fpregs = bytes_of(self->fpregs, 528);
	ASSERT_EQ(912, build(EM_AARCH64, ELFCLASS64, &self->registers, self->context));
	EXPECT_EQ(0x400007, uint_at(self->context, 0, 4));
	EXPECT_EQ(0, memcmp(self->context + 4, regs + 264, 4));
	EXPECT_EQ(0, memcmp(self->context + 8, regs, 264)); /* x0 to x30, sp, pc */
	EXPECT_EQ(0, memcmp(self->context + 272, self->fpregs, 512));
	EXPECT_EQ(0, memcmp(self->context + 784, self->fpregs + 516, 4)); /* fpcr */
	EXPECT_EQ(0, memcmp(self->context + 788, self->fpregs + 512, 4)); /* fpsr */
}

TEST(an_unknown_machine_has_no_context)
{
	EXPECT_EQ(NULL, context_kind_find(EM_RISCV, ELFCLASS64));
	EXPECT_EQ(NULL, context_kind_find(EM_X86_64, ELFCLASS32));
}

TEST_HARNESS_MAIN
