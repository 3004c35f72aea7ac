/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "lib/elf/process/sanitized_memory.h"
#include "tests/unit/memory_buffer.h"

#define RW	 (MAPPING_READ | MAPPING_WRITE)
#define PAGE	 0x1000ULL
#define CODE	 0x10000ULL
#define FILE_	 0x20000ULL
#define HEAP	 0x30000ULL
#define STACK	 0x40000ULL
#define OTHER	 0x50000ULL /* another thread's stack */
#define SECRET	 0x1122334455667788ULL
#define SECRET32 0x11223344U
#define WORDS	 (PAGE / 8)

FIXTURE(sanitized)
{
	struct crash_capture *capture;
	struct memory_buffer source;
	struct sanitized_memory memory;
	uint64_t code[WORDS], stack[WORDS], read[2 * WORDS];
};

static void map(FIXTURE_DATA(sanitized) * self, uint64_t start, unsigned int flags, uint64_t inode)
{
	const struct capture_mapping mapping = {
		.start = start, .end = start + PAGE, .flags = flags, .inode = inode, .path = ""
	};

	if (crash_capture_add_mapping(self->capture, &mapping) < 0)
		abort();
}

static void add_thread(FIXTURE_DATA(sanitized) * self, uint64_t stack_pointer)
{
	const struct capture_thread thread = { .source = REGISTERS_CORE_NOTES,
					       .stack_pointer = stack_pointer };

	if (crash_capture_add_thread(self->capture, &thread) < 0)
		abort();
}

static void init(FIXTURE_DATA(sanitized) * self)
{
	sanitized_memory_done(&self->memory);
	if (sanitized_memory_init(&self->memory, &self->source.reader, self->capture) < 0)
		abort();
}

FIXTURE_SETUP(sanitized)
{
	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
	self->capture->elf_class = ELFCLASS64;
	map(self, CODE, MAPPING_READ | MAPPING_EXEC, 7);
	map(self, FILE_, MAPPING_READ, 9);
	map(self, HEAP, RW, 0);
	map(self, STACK, RW, 0);
	map(self, OTHER, RW, 0);
	add_thread(self, STACK + 0x800);
	memory_buffer_init(&self->source);
	for (size_t i = 0; i < WORDS; i++)
		self->code[i] = self->stack[i] = SECRET;
	memory_buffer_add(&self->source, CODE, self->code, sizeof(self->code));
	memory_buffer_add(&self->source, FILE_, self->code, sizeof(self->code));
	memory_buffer_add(&self->source, STACK, self->stack, sizeof(self->stack));
	self->memory = (struct sanitized_memory){ .is_target = NULL };
	init(self);
}

FIXTURE_TEARDOWN(sanitized)
{
	sanitized_memory_done(&self->memory);
	crash_capture_done(self->capture);
	free(self->capture);
}

static ssize_t read_at(FIXTURE_DATA(sanitized) * self, uint64_t address, size_t size)
{
	memset(self->read, 0, sizeof(self->read));
	return memory_read(&self->memory.reader, address, self->read, size);
}

/* What becomes of a word on the stack. */
static uint64_t word(FIXTURE_DATA(sanitized) * self, uint64_t value)
{
	self->stack[3] = value;
	return read_at(self, STACK + 3 * 8, 8) == 8 ? self->read[0] : 0;
}

TEST_F(sanitized, only_pointers_to_files_code_and_stacks_survive)
{
	const uint64_t kept[] = { CODE,	 CODE + PAGE - 1, FILE_ + 8,
				  STACK, STACK + 0x810,	  STACK + PAGE - 1 };
	const uint64_t lost[] = { 0,	1,    CODE - 1,	    CODE + PAGE, HEAP,	     HEAP + 8,
				  4096, 0x42, STACK + PAGE, OTHER,	 UINT64_MAX, SECRET };

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		EXPECT_EQ(word(self, kept[i]), kept[i]);
	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++)
		EXPECT_EQ(word(self, lost[i]), SANITIZED_WORD);
}

TEST_F(sanitized, stacks_of_threads_that_are_found_later_count_from_then_on)
{
	add_thread(self, OTHER + 16);
	EXPECT_EQ(word(self, OTHER), SANITIZED_WORD);
	init(self);
	EXPECT_EQ(word(self, OTHER), OTHER);
	EXPECT_EQ(word(self, HEAP), SANITIZED_WORD);
}

TEST_F(sanitized, every_word_of_a_read_is_looked_at)
{
	self->stack[0] = CODE;
	self->stack[WORDS - 1] = STACK;
	ASSERT_EQ(read_at(self, STACK, PAGE), PAGE);
	EXPECT_EQ(self->read[0], CODE);
	EXPECT_EQ(self->read[WORDS - 1], STACK);
	for (size_t i = 1; i < WORDS - 1; i++)
		ASSERT_EQ(self->read[i], SANITIZED_WORD);
}

TEST_F(sanitized, a_part_of_a_word_is_none)
{
	const uint64_t marker = SANITIZED_WORD;
	uint8_t *read = (uint8_t *)self->read;

	self->stack[0] = self->stack[1] = self->stack[2] = CODE;
	ASSERT_EQ(read_at(self, STACK + 3, 8 + 8), 16);
	EXPECT_EQ(memcmp(read, (const uint8_t *)&marker + 3, 5), 0);
	EXPECT_EQ(memcmp(read + 5, &self->stack[1], 8), 0);
	EXPECT_EQ(memcmp(read + 13, &marker, 3), 0);
	ASSERT_EQ(read_at(self, STACK + 2, 4), 4);
	EXPECT_EQ(memcmp(read, (const uint8_t *)&marker + 2, 4), 0);
}

TEST_F(sanitized, words_have_the_size_of_the_process)
{
	const uint32_t words[] = { SECRET32, (uint32_t)CODE, (uint32_t)STACK + 4, 7 };
	const uint32_t wanted[] = { 0x0defaced, (uint32_t)CODE, (uint32_t)STACK + 4, 0x0defaced };

	self->capture->elf_class = ELFCLASS32;
	memcpy(self->stack, words, sizeof(words));
	ASSERT_EQ(read_at(self, STACK, sizeof(wanted)), sizeof(wanted));
	EXPECT_EQ(memcmp(self->read, wanted, sizeof(wanted)), 0);
}

TEST_F(sanitized, code_and_constants_of_modules_are_as_they_are)
{
	const struct capture_module module = { .base = FILE_, .size = PAGE, .path = "" };

	ASSERT_EQ(read_at(self, CODE + 1, 99), 99);
	EXPECT_EQ(memcmp(self->read, (const uint8_t *)self->code + 1, 99), 0);
	ASSERT_EQ(read_at(self, FILE_, 8), 8);
	EXPECT_EQ(self->read[0], SANITIZED_WORD);
	ASSERT_EQ(crash_capture_add_module(self->capture, &module), 0);
	ASSERT_EQ(read_at(self, FILE_, 8), 8);
	EXPECT_EQ(self->read[0], SECRET);
	self->capture->mappings[0].flags |= MAPPING_WRITE;
	ASSERT_EQ(read_at(self, CODE, 8), 8);
	EXPECT_EQ(self->read[0], SANITIZED_WORD);
}

TEST_F(sanitized, what_the_source_cannot_read_is_nothing)
{
	EXPECT_EQ(read_at(self, HEAP, 8), 0);
	EXPECT_EQ(read_at(self, STACK + PAGE - 8, 16), 8);
	EXPECT_EQ(self->read[0], SANITIZED_WORD);
	EXPECT_EQ(self->read[1], 0);
}

TEST_F(sanitized, without_memory_for_itself_it_keeps_nothing)
{
	sanitized_memory_done(&self->memory);
	EXPECT_EQ(word(self, CODE), SANITIZED_WORD);
}

TEST_F(sanitized, the_plan_keeps_stacks_and_modules)
{
	static const enum memory_kind kinds[] = {
		MEMORY_CRASHING_STACK, MEMORY_BEHIND_REGISTER, MEMORY_STACK, MEMORY_ANNOTATION,
		MEMORY_OTHER,	       MEMORY_INSTRUCTIONS,    99,
	};
	struct memory_plan *plan = &self->capture->memory;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		ASSERT_EQ(memory_plan_add(plan, STACK + 16 * i, 16, kinds[i]), 0);
	ASSERT_EQ(memory_plan_add(plan, CODE, 16, MEMORY_LOADER), 0);
	ASSERT_EQ(memory_plan_add(plan, HEAP, 16, MEMORY_LOADER), 0);
	sanitized_memory_choose(self->capture);
	ASSERT_EQ(plan->n_ranges, 4);
	EXPECT_EQ(plan->ranges[0].kind, MEMORY_CRASHING_STACK);
	EXPECT_EQ(plan->ranges[1].kind, MEMORY_STACK);
	EXPECT_EQ(plan->ranges[2].kind, MEMORY_INSTRUCTIONS);
	EXPECT_EQ(plan->ranges[3].start, CODE);
}

TEST_HARNESS_MAIN
