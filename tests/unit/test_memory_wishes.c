/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/capture/limits.h"
#include "lib/elf/process/memory_wishes.h"

#define RW	 (MAPPING_READ | MAPPING_WRITE)
#define SEGMENTS 32
#define RED_ZONE 128

FIXTURE(wishes)
{
	struct crash_capture *capture;
	struct core_segment segments[SEGMENTS];
	struct core_head head;
	struct memory_wishes wishes;
	uint8_t prstatus[336];
};

FIXTURE_SETUP(wishes)
{
	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
	self->head = (struct core_head){
		.elf_class = ELFCLASS64,
		.registers = register_table_find(EM_X86_64, ELFCLASS64),
		.segments = self->segments,
	};
	memory_wishes_init(&self->wishes, self->capture, &self->head);
	memset(self->prstatus, 0, sizeof(self->prstatus));
}

FIXTURE_TEARDOWN(wishes)
{
	crash_capture_done(self->capture);
	free(self->capture);
}

/* A mapping of which file_size bytes are in the core. */
static void map(FIXTURE_DATA(wishes) * self, uint64_t start, uint64_t size, unsigned int flags,
		uint64_t inode, uint64_t file_size)
{
	const struct capture_mapping mapping = {
		.start = start, .end = start + size, .flags = flags, .inode = inode, .path = ""
	};

	if (crash_capture_add_mapping(self->capture, &mapping) < 0 ||
	    self->head.n_segments == SEGMENTS)
		abort();
	self->segments[self->head.n_segments++] = (struct core_segment){ .start = start,
									 .end = start + size,
									 .file_size = file_size };
}

static void map_anonymous(FIXTURE_DATA(wishes) * self, uint64_t start, uint64_t size)
{
	map(self, start, size, RW, 0, size);
}

static struct capture_thread *add_thread(FIXTURE_DATA(wishes) * self, uint64_t stack_pointer)
{
	const struct capture_thread thread = {
		.source = REGISTERS_CORE_NOTES,
		.registers = { .prstatus = bytes_of(self->prstatus, sizeof(self->prstatus)) },
		.stack_pointer = stack_pointer,
	};

	if (crash_capture_add_thread(self->capture, &thread) < 0)
		abort();
	return &self->capture->threads[self->capture->n_threads - 1];
}

static bool range_is(const FIXTURE_DATA(wishes) * self, size_t i, uint64_t start, uint64_t size,
		     enum memory_kind kind)
{
	const struct memory_plan *plan = &self->capture->memory;
	const struct memory_range *range = &plan->ranges[i];

	return i < plan->n_ranges && range->start == start && range->size == size &&
	       range->kind == kind;
}

TEST_F(wishes, only_what_is_mapped_and_readable_is_wanted)
{
	map_anonymous(self, 0x2000, 0x1000);
	map(self, 0x3000, 0x1000, MAPPING_WRITE, 0, 0x1000);
	map(self, 0x4000, 0x1000, MAPPING_READ | MAPPING_EXEC, 7, 0);
	map_anonymous(self, 0x8000, 0x1000);
	memory_wishes_add(&self->wishes, 0x1800, 0x6900, MEMORY_OTHER);
	ASSERT_EQ(self->capture->memory.n_ranges, 3);
	EXPECT_TRUE(range_is(self, 0, 0x2000, 0x1000, MEMORY_OTHER));
	EXPECT_TRUE(range_is(self, 1, 0x4000, 0x1000, MEMORY_OTHER));
	EXPECT_TRUE(range_is(self, 2, 0x8000, 0x100, MEMORY_OTHER));
	memory_wishes_add(&self->wishes, 0x5000, 0x3000, MEMORY_OTHER);
	memory_wishes_add(&self->wishes, 0x9000, UINT64_MAX, MEMORY_OTHER);
	memory_wishes_add(&self->wishes, 0x2000, 0, MEMORY_OTHER);
	EXPECT_EQ(self->capture->memory.n_ranges, 3);
	memory_wishes_add(&self->wishes, 0x8ff8, UINT64_MAX, MEMORY_OTHER);
	EXPECT_TRUE(range_is(self, 3, 0x8ff8, 8, MEMORY_OTHER));
}

TEST_F(wishes, memory_that_the_core_leaves_out_is_not_wanted)
{
	map(self, 0x1000, 0x1000, RW, 0, 0);		      /* MADV_DONTDUMP */
	map(self, 0x2000, 0x1000, MAPPING_READ, 0, 0);	      /* the same, read-only since */
	map(self, 0x3000, 0x1000, RW, 9, 0);		      /* a file's data, marked */
	map(self, 0x4000, 0x1000, RW | MAPPING_SHARED, 9, 0); /* shared with others */
	map(self, 0x5000, 0x1000, MAPPING_READ | MAPPING_EXEC, 9, 0); /* code */
	map(self, 0x6000, 0x1000, RW, 0, 0x1000);
	self->head.n_segments--; /* unknown to the core */
	memory_wishes_add(&self->wishes, 0, 0x10000, MEMORY_OTHER);
	ASSERT_EQ(self->capture->memory.n_ranges, 1);
	EXPECT_TRUE(range_is(self, 0, 0x5000, 0x1000, MEMORY_OTHER));
}

/* Fields 50 and 51 of stat. */
static void set_environ(FIXTURE_DATA(wishes) * self, uint64_t start, uint64_t end)
{
	char text[512] = "1 (a) b ) S";
	size_t length = strlen(text);

	for (int field = 4; field < 50; field++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, " %d", field);
	length += (size_t)snprintf(text + length, sizeof(text) - length, " %llu %llu 0\n",
				   (unsigned long long)start, (unsigned long long)end);
	self->capture->texts[TEXT_stat] =
		bytes_of(pool_copy(&self->capture->pool, text, length), length);
	memory_wishes_init(&self->wishes, self->capture, &self->head);
}

TEST_F(wishes, the_environment_is_a_hole)
{
	map_anonymous(self, 0x1000, 0x3000);
	set_environ(self, 0x2000, 0x2800);
	memory_wishes_add(&self->wishes, 0x1000, 0x3000, MEMORY_OTHER);
	ASSERT_EQ(self->capture->memory.n_ranges, 2);
	EXPECT_TRUE(range_is(self, 0, 0x1000, 0x1000, MEMORY_OTHER));
	EXPECT_TRUE(range_is(self, 1, 0x2800, 0x1800, MEMORY_OTHER));
	memory_wishes_add(&self->wishes, 0x2100, 0x100, MEMORY_OTHER);
	memory_wishes_add(&self->wishes, 0x2000, 0x800, MEMORY_OTHER);
	EXPECT_EQ(self->capture->memory.n_ranges, 2);
	memory_wishes_add(&self->wishes, 0x1ff0, 0x20, MEMORY_OTHER);
	memory_wishes_add(&self->wishes, 0x27f0, 0x20, MEMORY_OTHER);
	ASSERT_EQ(self->capture->memory.n_ranges, 4);
	EXPECT_TRUE(range_is(self, 2, 0x1ff0, 0x10, MEMORY_OTHER));
	EXPECT_TRUE(range_is(self, 3, 0x2800, 0x10, MEMORY_OTHER));
}

TEST_F(wishes, the_main_stack_ends_at_the_environment)
{
	struct capture_thread *thread = add_thread(self, 0x7000);

	map_anonymous(self, 0x6000, 0x4000);
	set_environ(self, 0x9000, 0x9800);
	memory_wishes_add_crashing_stack(&self->wishes);
	ASSERT_EQ(self->capture->memory.n_ranges, 1);
	EXPECT_TRUE(range_is(self, 0, 0x7000 - RED_ZONE, 0x2000 + RED_ZONE, MEMORY_CRASHING_STACK));
	EXPECT_EQ(thread->stack_start, 0x7000 - RED_ZONE);
	EXPECT_EQ(thread->stack_size, 0x2000 + RED_ZONE);
}

TEST_F(wishes, a_deep_stack_keeps_both_ends)
{
	const uint64_t base = 0x10000000, size = 0x800000, sp = base + 0x1000;

	add_thread(self, sp);
	map_anonymous(self, base, size);
	memory_wishes_add_crashing_stack(&self->wishes);
	ASSERT_EQ(self->capture->memory.n_ranges, 2);
	EXPECT_TRUE(range_is(self, 0, sp - RED_ZONE, BUDGET_CRASHING_STACK + RED_ZONE,
			     MEMORY_CRASHING_STACK));
	EXPECT_TRUE(range_is(self, 1, base + size - BUDGET_CRASHING_STACK_BASE,
			     BUDGET_CRASHING_STACK_BASE, MEMORY_CRASHING_STACK_BASE));
}

TEST_F(wishes, both_ends_of_a_stack_never_overlap)
{
	const uint64_t base = 0x10000000, sp = base + 0x1000;

	add_thread(self, sp);
	map_anonymous(self, base, 0x1000 + BUDGET_CRASHING_STACK + 0x3000);
	memory_wishes_add_crashing_stack(&self->wishes);
	ASSERT_EQ(self->capture->memory.n_ranges, 2);
	EXPECT_TRUE(
		range_is(self, 1, sp + BUDGET_CRASHING_STACK, 0x3000, MEMORY_CRASHING_STACK_BASE));
}

TEST_F(wishes, an_overflown_stack_is_found_above_its_guard)
{
	static const uint64_t stack_pointers[] = { 0x100ff8, 0x100000, 0xfff00, 0x101000 };

	map(self, 0x100000, 0x1000, 0, 0, 0);
	map_anonymous(self, 0x101000, 0x8000);
	for (size_t i = 0; i < 4; i++) {
		struct capture_thread *thread = add_thread(self, stack_pointers[i]);

		self->capture->threads[0] = *thread;
		memory_wishes_add_crashing_stack(&self->wishes);
		EXPECT_EQ(self->capture->threads[0].stack_start, 0x101000);
		EXPECT_TRUE(range_is(self, i, 0x101000, 0x8000, MEMORY_CRASHING_STACK));
	}
}

TEST_F(wishes, both_ends_of_a_deep_stack_are_kept_beside_other_memory)
{
	map_anonymous(self, 0x100000, 0x100000);
	map_anonymous(self, 0x200000, 0x800000); /* touches it by chance */
	(void)add_thread(self, 0x101000);
	memory_wishes_add_crashing_stack(&self->wishes);
	ASSERT_EQ(self->capture->memory.n_ranges, 3);
	EXPECT_TRUE(range_is(self, 0, 0x101000 - RED_ZONE, BUDGET_CRASHING_STACK + RED_ZONE,
			     MEMORY_CRASHING_STACK));
	EXPECT_TRUE(range_is(self, 1, 0x200000 - BUDGET_CRASHING_STACK_BASE,
			     BUDGET_CRASHING_STACK_BASE, MEMORY_CRASHING_STACK_BASE));
	EXPECT_TRUE(range_is(self, 2, 0xa00000 - BUDGET_CRASHING_STACK_BASE,
			     BUDGET_CRASHING_STACK_BASE, MEMORY_CRASHING_STACK_BASE));
}

TEST_F(wishes, a_stack_goes_on_behind_an_excluded_page)
{
	map_anonymous(self, 0x100000, 0x1000);
	map(self, 0x101000, 0x1000, RW, 0, 0);
	map_anonymous(self, 0x102000, 0x1000);
	(void)add_thread(self, 0x100800);
	memory_wishes_add_crashing_stack(&self->wishes);
	ASSERT_EQ(self->capture->memory.n_ranges, 2);
	EXPECT_TRUE(range_is(self, 1, 0x102000, 0x1000, MEMORY_CRASHING_STACK));
}

TEST_F(wishes, a_stack_that_is_excluded_is_told_and_not_taken_for_another)
{
	map(self, 0x100000, 0x1000, RW, 0, 0);
	map_anonymous(self, 0x102000, 0x1000);
	(void)add_thread(self, 0x100800);
	memory_wishes_add_crashing_stack(&self->wishes);
	EXPECT_EQ(self->capture->memory.n_ranges, 0);
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_excluded_memory);
}

TEST_F(wishes, a_wild_stack_pointer_leaves_the_frame_pointer)
{
	const uint64_t frame_pointer = 0x100800;
	struct capture_thread *thread;

	map_anonymous(self, 0x100000, 0x1000);
	thread = add_thread(self, 0x123456789000);
	memcpy(self->prstatus + self->head.registers->frame_pointer_offset, &frame_pointer,
	       sizeof(frame_pointer));
	memory_wishes_add_crashing_stack(&self->wishes);
	EXPECT_EQ(thread->stack_size, 0);
	ASSERT_EQ(self->capture->memory.n_ranges, 1);
	EXPECT_TRUE(range_is(self, 0, 0x100800 - RED_ZONE, 0x800 + RED_ZONE, MEMORY_STACK));
}

TEST_F(wishes, a_stack_pointer_far_from_all_memory_has_no_stack)
{
	map_anonymous(self, 0x10000000, 0x1000);
	memcpy(add_thread(self, 0x10000000 - 0x100001)->name, "lost", 5);
	memory_wishes_add_crashing_stack(&self->wishes);
	EXPECT_EQ(self->capture->memory.n_ranges, 0);
	EXPECT_EQ(self->capture->threads[0].stack_size, 0);
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_stack_unmapped);
	EXPECT_STREQ(self->capture->soft_errors.items[0].subject, "lost");
	self->capture->threads[0].stack_pointer = UINT64_MAX;
	memory_wishes_add_crashing_stack(&self->wishes);
	self->capture->threads[0].stack_pointer = 0;
	memory_wishes_add_crashing_stack(&self->wishes);
	EXPECT_EQ(self->capture->memory.n_ranges, 0);
}

TEST_F(wishes, a_stack_goes_on_through_touching_mappings_only)
{
	add_thread(self, 0x1800);
	map_anonymous(self, 0x1000, 0x1000);
	map_anonymous(self, 0x2000, 0x1000);
	map(self, 0x3000, 0x1000, MAPPING_READ, 0, 0x1000);
	map_anonymous(self, 0x4000, 0x1000);
	memory_wishes_add_crashing_stack(&self->wishes);
	EXPECT_EQ(self->capture->threads[0].stack_start, 0x1800 - RED_ZONE);
	EXPECT_EQ(self->capture->threads[0].stack_size, 0x1800 + RED_ZONE);
	EXPECT_EQ(memory_plan_bytes(&self->capture->memory), 0x1800 + RED_ZONE);
}

static uint64_t stack_of_each(FIXTURE_DATA(wishes) * self, size_t n_threads)
{
	for (size_t i = 0; i < n_threads; i++)
		add_thread(self, 0x10001000);
	map_anonymous(self, 0x10000000, 0x800000);
	memory_wishes_add_stacks(&self->wishes);
	return self->capture->threads[n_threads - 1].stack_size;
}

TEST_F(wishes, few_threads_have_64_kib_of_stack_each)
{
	EXPECT_EQ(stack_of_each(self, 5), 0x10000 + RED_ZONE);
	EXPECT_EQ(self->capture->threads[0].stack_size, 0);
	EXPECT_EQ(self->capture->memory.n_ranges, 4);
	EXPECT_EQ(self->capture->memory.ranges[0].kind, MEMORY_STACK);
}

TEST_F(wishes, many_threads_share_16_mib_of_stack)
{
	EXPECT_EQ(stack_of_each(self, 1025), 0x4000 + RED_ZONE);
}

TEST_F(wishes, beyond_4096_threads_there_are_registers_only)
{
	EXPECT_EQ(stack_of_each(self, 5000), 0);
	EXPECT_EQ(self->capture->memory.n_ranges, LIMIT_THREADS_WITH_STACK - 1);
	EXPECT_EQ(self->capture->threads[4095].stack_size, 0x1000 + RED_ZONE);
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_too_many);
	EXPECT_EQ(self->capture->soft_errors.items[0].count,
		  self->capture->n_threads - LIMIT_THREADS_WITH_STACK);
}

TEST_F(wishes, threads_without_registers_have_no_stack)
{
	add_thread(self, 0x10001000);
	add_thread(self, 0x10001000)->source = REGISTERS_NONE;
	map_anonymous(self, 0x10000000, 0x800000);
	memory_wishes_add_stacks(&self->wishes);
	EXPECT_EQ(self->capture->memory.n_ranges, 0);
	EXPECT_EQ(self->capture->soft_errors.n_items, 0);
}

TEST_F(wishes, bytes_around_each_instruction_are_wanted_once)
{
	map(self, 0x400000, 0x1000, MAPPING_READ | MAPPING_EXEC, 7, 0);
	add_thread(self, 0)->instruction_pointer = 0x400800;
	add_thread(self, 0)->instruction_pointer = 0x400010;
	add_thread(self, 0)->instruction_pointer = 0x400010;
	add_thread(self, 0)->instruction_pointer = 0;
	add_thread(self, 0)->instruction_pointer = UINT64_MAX;
	memory_wishes_add_instructions(&self->wishes);
	ASSERT_EQ(self->capture->memory.n_ranges, 2);
	EXPECT_TRUE(range_is(self, 0, 0x400780, 256, MEMORY_INSTRUCTIONS));
	EXPECT_TRUE(range_is(self, 1, 0x400000, 0x90, MEMORY_INSTRUCTIONS));
}

TEST_F(wishes, what_registers_point_to_is_wanted)
{
	static const uint64_t values[] = { 0x500800, 0xffff, 0, UINT64_MAX, 0x500000, 0x10 };

	map_anonymous(self, 0x500000, 0x1000);
	add_thread(self, 0);
	memcpy(self->prstatus + 112, values, sizeof(values));
	memory_wishes_add_registers(&self->wishes);
	ASSERT_EQ(self->capture->memory.n_ranges, 2);
	EXPECT_TRUE(range_is(self, 0, 0x500780, 512, MEMORY_BEHIND_REGISTER));
	EXPECT_TRUE(range_is(self, 1, 0x500000, 384, MEMORY_BEHIND_REGISTER));
	self->head.registers = NULL;
	memory_wishes_add_registers(&self->wishes);
	EXPECT_EQ(self->capture->memory.n_ranges, 2);
}

TEST_F(wishes, a_full_plan_is_told_once_with_a_count)
{
	map_anonymous(self, 0x10000000, 0x1000);
	for (size_t i = 0; i < LIMIT_MEMORY_RANGES + 5; i++)
		memory_wishes_add(&self->wishes, 0x10000000, 8, MEMORY_OTHER);
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_too_many);
	EXPECT_EQ(self->capture->soft_errors.items[0].count, 5);
}

TEST_HARNESS_MAIN
