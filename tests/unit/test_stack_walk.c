/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks stacks that are made up, on each processor. */
#include "kselftest_harness.h"

#include <elf.h>
#include <string.h>

#include "lib/elf/registers.h"
#include "lib/stackwalk/call_instruction.h"
#include "lib/stackwalk/stack_walk.h"
#include "tests/unit/memory_buffer.h"

#define CODE	   0x400000ULL
#define CODE_SIZE  0x1000U
#define STACK	   0x7000ULL
#define STACK_SIZE 0x1000U

FIXTURE(walk)
{
	struct crash_capture *capture;
	struct memory_buffer memory;
	uint8_t code[CODE_SIZE], stack[STACK_SIZE], prstatus[512];
	size_t word;
	struct stack_walk *walk;
};

FIXTURE_VARIANT(walk)
{
	uint16_t machine;
	uint8_t elf_class;
	const char *frame_pointer;
};

FIXTURE_VARIANT_ADD(walk, x86_64){ EM_X86_64, ELFCLASS64, "rbp" };
FIXTURE_VARIANT_ADD(walk, i386){ EM_386, ELFCLASS32, "ebp" };
FIXTURE_VARIANT_ADD(walk, aarch64){ EM_AARCH64, ELFCLASS64, "x29" };

FIXTURE_SETUP(walk)
{
	const struct capture_mapping mappings[] = {
		{ .start = STACK, .end = STACK + STACK_SIZE, .flags = MAPPING_READ, .path = "" },
		{ .start = CODE, .end = CODE + CODE_SIZE, .flags = MAPPING_EXEC, .path = "/a" },
	};

	self->capture = calloc(1, sizeof(*self->capture));
	self->walk = calloc(1, sizeof(*self->walk));
	ASSERT_NE(NULL, self->capture);
	ASSERT_NE(NULL, self->walk);
	crash_capture_init(self->capture);
	self->capture->machine = variant->machine;
	self->capture->elf_class = variant->elf_class;
	self->word = variant->elf_class == ELFCLASS32 ? 4 : 8;
	for (size_t i = 0; i < 2; i++)
		ASSERT_EQ(0, crash_capture_add_mapping(self->capture, &mappings[i]));
	memory_buffer_init(&self->memory);
	memory_buffer_add(&self->memory, STACK, self->stack, STACK_SIZE);
}

FIXTURE_TEARDOWN(walk)
{
	crash_capture_done(self->capture);
	free(self->capture);
	free(self->walk);
}

static void put_word(FIXTURE_DATA(walk) * self, uint64_t address, uint64_t value)
{
	memcpy(self->stack + (address - STACK), &value, self->word);
}

static void set_register(FIXTURE_DATA(walk) * self, size_t offset, uint64_t value)
{
	memcpy(self->prstatus + offset, &value, self->word);
}

static void run_walk(FIXTURE_DATA(walk) * self, const char *frame_pointer_name, uint64_t ip,
		     uint64_t sp, uint64_t fp)
{
	const struct register_table *table =
		register_table_find(self->capture->machine, self->capture->elf_class);
	struct thread_registers registers = { .prstatus = bytes_of(self->prstatus,
								   table->prstatus_size) };

	set_register(self, table->instruction_pointer_offset, ip);
	set_register(self, table->stack_pointer_offset, sp);
	set_register(self, register_table_field(table, frame_pointer_name)->offset, fp);
	stack_walk(self->capture, &self->memory.reader, &registers, self->walk);
}

TEST_F(walk, follows_frame_pointers_to_the_last)
{
	put_word(self, STACK + 0x100, STACK + 0x200);
	put_word(self, STACK + 0x100 + self->word, CODE + 0x20);
	put_word(self, STACK + 0x200, 0);
	put_word(self, STACK + 0x200 + self->word, CODE + 0x30);
	run_walk(self, variant->frame_pointer, CODE + 0x10, STACK + 0x80, STACK + 0x100);
	ASSERT_EQ(3, self->walk->n_frames);
	EXPECT_EQ(CODE + 0x10, self->walk->frames[0].instruction);
	EXPECT_EQ(FRAME_TRUST_CONTEXT, self->walk->frames[0].trust);
	EXPECT_EQ(STACK + 0x80, self->walk->frames[0].stack_pointer);
	EXPECT_EQ(CODE + 0x20, self->walk->frames[1].instruction);
	EXPECT_EQ(FRAME_TRUST_FRAME_POINTER, self->walk->frames[1].trust);
	EXPECT_EQ(STACK + 0x100 + 2 * self->word, self->walk->frames[1].stack_pointer);
	EXPECT_EQ(CODE + 0x30, self->walk->frames[2].instruction);
	EXPECT_FALSE(self->walk->is_cut);
	EXPECT_EQ(CODE + 0x10, stack_frame_lookup_address(&self->walk->frames[0]));
	EXPECT_EQ(CODE + 0x1f, stack_frame_lookup_address(&self->walk->frames[1]));
}

TEST_F(walk, scans_where_there_is_no_frame_pointer)
{
	put_word(self, STACK + 0x140, 0x1234);
	put_word(self, STACK + 0x180, CODE + 0x40);
	run_walk(self, variant->frame_pointer, CODE + 0x10, STACK + 0x80, 1);
	ASSERT_EQ(2, self->walk->n_frames);
	EXPECT_EQ(CODE + 0x40, self->walk->frames[1].instruction);
	EXPECT_EQ(FRAME_TRUST_SCAN, self->walk->frames[1].trust);
	EXPECT_EQ(STACK + 0x180 + self->word, self->walk->frames[1].stack_pointer);
}

TEST_F(walk, takes_up_the_chain_again_after_a_scan)
{
	put_word(self, STACK + 0x180, STACK + 0x200);
	put_word(self, STACK + 0x180 + self->word, CODE + 0x40);
	put_word(self, STACK + 0x200 + self->word, CODE + 0x50);
	run_walk(self, variant->frame_pointer, CODE + 0x10, STACK + 0x80, 0);
	ASSERT_EQ(3, self->walk->n_frames);
	EXPECT_EQ(FRAME_TRUST_SCAN, self->walk->frames[1].trust);
	EXPECT_EQ(FRAME_TRUST_FRAME_POINTER, self->walk->frames[2].trust);
	EXPECT_EQ(CODE + 0x50, self->walk->frames[2].instruction);
}

TEST_F(walk, believes_no_word_without_a_call_before_it)
{
	memory_buffer_add(&self->memory, CODE, self->code, CODE_SIZE);
	memset(self->code, 0xcc, sizeof(self->code));
	/* E8 and four bytes; BL. */
	memcpy(self->code + 0x40 - 5, "\xe8", 1);
	if (variant->machine == EM_AARCH64)
		memcpy(self->code + 0x40 - 4, "\x00\x00\x00\x94", 4);
	put_word(self, STACK + 0x100, CODE + 0x20);
	put_word(self, STACK + 0x180, CODE + 0x40);
	run_walk(self, variant->frame_pointer, CODE + 0x10, STACK + 0x80, 0);
	ASSERT_EQ(2, self->walk->n_frames);
	EXPECT_EQ(CODE + 0x40, self->walk->frames[1].instruction);
}

TEST_F(walk, finds_who_jumped_to_nowhere)
{
	put_word(self, STACK + 0x80, CODE + 0x60);
	put_word(self, STACK + 0x100, 0);
	put_word(self, STACK + 0x100 + self->word, CODE + 0x70);
	run_walk(self, variant->frame_pointer, 0, STACK + 0x80, STACK + 0x100);
	ASSERT_EQ(3, self->walk->n_frames);
	EXPECT_EQ(CODE + 0x60, self->walk->frames[1].instruction);
	EXPECT_EQ(CODE + 0x70, self->walk->frames[2].instruction);
}

TEST_F(walk, ends_on_a_chain_that_leads_nowhere)
{
	/* Down, to itself, off its alignment, out of memory. */
	const uint64_t bad[] = { STACK + 0x10, STACK + 0x101, STACK + 0x20000, UINT64_MAX };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		run_walk(self, variant->frame_pointer, CODE + 0x10, STACK + 0x80, bad[i]);
		EXPECT_EQ(1, self->walk->n_frames);
	}
	put_word(self, STACK + 0x100, STACK + 0x100);
	put_word(self, STACK + 0x100 + self->word, CODE + 0x20);
	run_walk(self, variant->frame_pointer, CODE + 0x10, STACK + 0x80, STACK + 0x100);
	EXPECT_EQ(2, self->walk->n_frames);
}

TEST_F(walk, is_bounded)
{
	for (uint64_t at = STACK; at < STACK + STACK_SIZE; at += self->word)
		put_word(self, at, CODE + 0x20);
	run_walk(self, variant->frame_pointer, CODE + 0x10, STACK, 0);
	EXPECT_EQ(STACK_WALK_FRAMES_MAX, self->walk->n_frames);
	EXPECT_TRUE(self->walk->is_cut);
}

TEST_F(walk, has_no_frames_without_registers)
{
	const struct thread_registers none = { .prstatus = BYTES_NONE };

	stack_walk(self->capture, &self->memory.reader, &none, self->walk);
	EXPECT_EQ(0, self->walk->n_frames);
}

TEST(calls_of_x86_are_recognised)
{
	static const struct {
		uint8_t bytes[CALL_INSTRUCTION_MAX];
		bool is_call;
	} cases[] = {
		{ { 0, 0, 0xe8, 1, 2, 3, 4 }, true },
		{ { 0, 0, 0, 0, 0, 0xff, 0xd0 }, true },    /* call *%rax */
		{ { 0, 0, 0, 0, 0xff, 0x50, 0x18 }, true }, /* call *0x18(%rax) */
		{ { 0, 0xff, 0x15, 1, 2, 3, 4 }, true },    /* call *x(%rip) */
		{ { 0xff, 0x94, 0x24, 1, 2, 3, 4 }, true }, /* call *x(%rsp) */
		{ { 0, 0, 0, 0xff, 0x54, 0x24, 8 }, true }, /* call *8(%rsp) */
		{ { 0, 0, 0, 0, 0, 0xff, 0xe0 }, false },   /* jmp *%rax */
		{ { 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90 }, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EXPECT_EQ(cases[i].is_call,
			  call_instruction_x86(cases[i].bytes + CALL_INSTRUCTION_MAX))
		{
			TH_LOG("case %zu", i);
		}
	}
}

TEST_HARNESS_MAIN
