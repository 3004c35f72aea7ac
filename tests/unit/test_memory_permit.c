/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/elf/process/memory_permit.h"

#define R	 MAPPING_READ
#define RW	 (MAPPING_READ | MAPPING_WRITE)
#define SEGMENTS 16
#define PAGE	 0x1000ULL
#define STACK	 0x9000ULL /* two pages */
#define RANDOM	 (STACK + 0x1200)

FIXTURE(permit)
{
	struct crash_capture *capture;
	struct core_segment segments[SEGMENTS];
	struct core_head head;
	struct memory_permit permit;
	uint64_t auxv[4];
};

FIXTURE_SETUP(permit)
{
	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
	self->capture->elf_class = ELFCLASS64;
	self->head = (struct core_head){ .elf_class = ELFCLASS64, .segments = self->segments };
	memory_permit_init(&self->permit, self->capture, &self->head);
}

FIXTURE_TEARDOWN(permit)
{
	crash_capture_done(self->capture);
	free(self->capture);
}

/* A mapping of which file_size bytes are in the core. Returns its index. */
static size_t map(FIXTURE_DATA(permit) * self, uint64_t start, uint64_t size, unsigned int flags,
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
	return self->capture->n_mappings - 1;
}

static bool may_read(const FIXTURE_DATA(permit) * self, uint64_t address)
{
	return memory_permit_span(&self->permit, address, 1) == 1;
}

/* Fields 48 to 51 of stat. */
static void set_strings(FIXTURE_DATA(permit) * self, uint64_t argument_start, uint64_t argument_end,
			uint64_t start, uint64_t end)
{
	char text[512] = "1 (a) b ) S";
	size_t length = strlen(text);

	for (int field = 4; field < 48; field++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, " %d", field);
	length += (size_t)snprintf(text + length, sizeof(text) - length, " %llu %llu %llu %llu 0\n",
				   (unsigned long long)argument_start,
				   (unsigned long long)argument_end, (unsigned long long)start,
				   (unsigned long long)end);
	self->capture->texts[TEXT_stat] =
		bytes_of(pool_copy(&self->capture->pool, text, length), length);
}

static void set_stat(FIXTURE_DATA(permit) * self, uint64_t start, uint64_t end)
{
	set_strings(self, 48, 49, start, end);
}

static void set_auxv(FIXTURE_DATA(permit) * self, uint64_t type, uint64_t value)
{
	self->auxv[0] = type;
	self->auxv[1] = value;
	self->auxv[2] = self->auxv[3] = 0;
	self->capture->texts[TEXT_auxv] = bytes_of(self->auxv, sizeof(self->auxv));
}

static void init_with_stack(FIXTURE_DATA(permit) * self)
{
	(void)map(self, STACK, 2 * PAGE, RW, 0, 2 * PAGE);
	memory_permit_init(&self->permit, self->capture, &self->head);
}

TEST_F(permit, what_the_core_leaves_out_is_excluded_unless_it_is_code)
{
	(void)map(self, 0x1000, PAGE, RW, 0, 0);
	(void)map(self, 0x2000, PAGE, R, 0, 0);
	(void)map(self, 0x3000, PAGE, RW, 9, 0);
	(void)map(self, 0x4000, PAGE, RW | MAPPING_SHARED, 9, 0);
	(void)map(self, 0x5000, PAGE, R | MAPPING_SHARED, 9, 0); /* a memfd, read-only since */
	(void)map(self, 0x6000, PAGE, R | MAPPING_EXEC, 9, 0);
	(void)map(self, 0x7000, PAGE, R, 9, 0);
	(void)map(self, 0x8000, PAGE, RW, 0, 8);
	memory_permit_init(&self->permit, self->capture, &self->head);
	for (uint64_t page = 0x1000; page <= 0x5000; page += PAGE) {
		EXPECT_FALSE(may_read(self, page));
		EXPECT_TRUE(memory_permit_needs_marks(&self->permit, page));
	}
	for (uint64_t page = 0x6000; page <= 0x8000; page += PAGE) {
		EXPECT_TRUE(may_read(self, page));
		EXPECT_FALSE(memory_permit_needs_marks(&self->permit, page));
	}
}

TEST_F(permit, what_the_core_does_not_know_or_nobody_can_read_is_excluded)
{
	(void)map(self, 0x1000, PAGE, MAPPING_WRITE, 0, PAGE);
	(void)map(self, 0x2000, PAGE, 0, 0, PAGE);
	(void)map(self, 0x3000, PAGE, RW, 0, PAGE);
	self->head.n_segments--;
	EXPECT_FALSE(may_read(self, 0x1000));
	EXPECT_FALSE(may_read(self, 0x2000));
	EXPECT_FALSE(may_read(self, 0x3000));
	EXPECT_TRUE(memory_permit_needs_marks(&self->permit, 0x1000)); /* what is above */
	EXPECT_TRUE(memory_permit_needs_marks(&self->permit, 0x3000));
	EXPECT_FALSE(memory_permit_needs_marks(&self->permit, 0x8000));
}

TEST_F(permit, read_only_data_of_a_file_is_excluded_unless_it_is_a_modules)
{
	(void)map(self, 0x1000, PAGE, R, 9, 0);
	(void)map(self, 0x2000, PAGE, R | MAPPING_EXEC, 9, 0);
	(void)map(self, 0x3000, PAGE, R, 9, 0);
	(void)map(self, 0x4000, PAGE, R, 10, 0);
	(void)map(self, 0x5000, PAGE, R, 10, PAGE);
	for (uint64_t page = 0x1000; page <= 0x3000; page += PAGE)
		EXPECT_TRUE(may_read(self, page));
	EXPECT_FALSE(may_read(self, 0x4000));
	EXPECT_TRUE(may_read(self, 0x5000));
	self->capture->mappings[0].device_minor = 1;
	EXPECT_FALSE(may_read(self, 0x1000));
}

TEST_F(permit, a_stack_that_overflowed_is_looked_for_above)
{
	(void)map(self, 0x1000, PAGE, 0, 0, 0);
	(void)map(self, 0x2000, PAGE, RW, 0, 0);
	EXPECT_TRUE(memory_permit_needs_marks(&self->permit, 0x1ff8));
	EXPECT_TRUE(memory_permit_needs_marks(&self->permit, 0x800));
	memory_permit_use_marks(&self->permit, 0, 0x1ff8);
	EXPECT_TRUE(may_read(self, 0x2000));
}

TEST_F(permit, a_stack_that_is_missing_among_private_memory_was_excluded)
{
	(void)map(self, 0x1000, PAGE, RW, 0, 0);
	(void)map(self, 0x2000, PAGE, RW, 0, PAGE);
	(void)map(self, 0x3000, PAGE, RW | MAPPING_SHARED, 0, 0);
	memory_permit_init(&self->permit, self->capture, &self->head);
	memory_permit_use_marks(&self->permit, 0, 0x1800);
	EXPECT_FALSE(may_read(self, 0x1000));
	memory_permit_use_marks(&self->permit, 0, 0x3800);
	EXPECT_TRUE(may_read(self, 0x3000));
}

TEST_F(permit, marks_count_below_their_end)
{
	size_t marked = map(self, 0x1000, PAGE, RW, 0, 0);
	size_t file = map(self, 0x2000, PAGE, R, 9, 0);

	(void)map(self, 0x3000, PAGE, RW, 0, 0);
	(void)map(self, 0x4000, PAGE, RW, 0, 0);
	(void)map(self, 0x5000, PAGE, R | MAPPING_EXEC, 9, 0);
	self->capture->mappings[marked].flags |= MAPPING_DONTDUMP;
	self->capture->mappings[file].flags |= MAPPING_DONTDUMP;
	memory_permit_use_marks(&self->permit, 0x4000, 0);
	EXPECT_FALSE(may_read(self, 0x1000));
	EXPECT_FALSE(may_read(self, 0x2000));
	EXPECT_TRUE(may_read(self, 0x3000));
	EXPECT_FALSE(may_read(self, 0x4000));
	EXPECT_TRUE(may_read(self, 0x5000));
}

TEST_F(permit, a_mapping_that_is_told_only_in_part_is_not_told)
{
	(void)map(self, 0x1000, 2 * PAGE, RW, 0, 0);
	memory_permit_use_marks(&self->permit, 0x2fff, STACK);
	EXPECT_FALSE(may_read(self, 0x1000));
	memory_permit_use_marks(&self->permit, 0x3000, STACK);
	EXPECT_TRUE(may_read(self, 0x1000));
}

TEST_F(permit, without_marks_only_the_stack_is_read)
{
	size_t stack = map(self, 0x1000, PAGE, RW, 0, 0);

	(void)map(self, 0x2000, PAGE, RW, 0, 0);
	(void)map(self, 0x3000, PAGE, R | MAPPING_EXEC, 9, 0);
	memory_permit_use_marks(&self->permit, 0, 0x1ff8);
	EXPECT_TRUE(may_read(self, 0x1000));
	EXPECT_FALSE(may_read(self, 0x2000));
	EXPECT_TRUE(may_read(self, 0x3000));
	self->capture->mappings[stack].flags |= MAPPING_DONTDUMP;
	EXPECT_FALSE(may_read(self, 0x1000));
}

TEST_F(permit, a_stack_pointer_in_no_mapping_opens_none)
{
	(void)map(self, 0x1000, PAGE, RW, 0, 0);
	memory_permit_use_marks(&self->permit, 0, 0x2800);
	EXPECT_EQ(self->permit.stack, 0);
	EXPECT_FALSE(may_read(self, 0x1000));
}

TEST_F(permit, the_environment_is_a_hole)
{
	set_stat(self, STACK + 0x100, STACK + 0x200);
	init_with_stack(self);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK, PAGE), 0x100);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK + 0xff, 2), 1);
	EXPECT_FALSE(may_read(self, STACK + 0x100));
	EXPECT_FALSE(may_read(self, STACK + 0x1ff));
	EXPECT_EQ(memory_permit_span(&self->permit, STACK + 0x200, 2 * PAGE), 2 * PAGE - 0x200);
}

TEST_F(permit, without_stat_all_strings_of_the_stack_are_hidden)
{
	set_auxv(self, AT_RANDOM, RANDOM);
	init_with_stack(self);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK, 2 * PAGE), 0x1210);
	EXPECT_TRUE(may_read(self, RANDOM + 15));
	EXPECT_FALSE(may_read(self, RANDOM + 16));
	EXPECT_FALSE(may_read(self, STACK + 2 * PAGE - 1));
}

TEST_F(permit, a_stat_that_does_not_tell_hides_the_strings_too)
{
	set_auxv(self, AT_RANDOM, RANDOM);
	set_stat(self, 0, 0);
	init_with_stack(self);
	EXPECT_FALSE(may_read(self, RANDOM + 16));
	set_stat(self, STACK, 0);
	memory_permit_init(&self->permit, self->capture, &self->head);
	EXPECT_TRUE(may_read(self, STACK));
	EXPECT_FALSE(may_read(self, RANDOM + 16));
	self->capture->texts[TEXT_stat] = bytes_of("1 (cut) S 4 5 6", 15);
	memory_permit_init(&self->permit, self->capture, &self->head);
	EXPECT_FALSE(may_read(self, RANDOM + 16));
}

TEST_F(permit, random_bytes_in_no_mapping_hide_nothing_and_harm_nothing)
{
	set_auxv(self, AT_RANDOM, UINT64_MAX - 4);
	init_with_stack(self);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK, 2 * PAGE), 2 * PAGE);
	set_auxv(self, AT_PAGESZ, 4096);
	memory_permit_init(&self->permit, self->capture, &self->head);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK, 2 * PAGE), 2 * PAGE);
}

TEST_F(permit, without_stat_and_random_bytes_the_main_stack_is_hidden)
{
	init_with_stack(self);
	self->capture->mappings[0].path = "[stack]";
	memory_permit_init(&self->permit, self->capture, &self->head);
	EXPECT_FALSE(may_read(self, STACK));
	EXPECT_FALSE(may_read(self, STACK + 2 * PAGE - 1));
}

TEST_F(permit, random_bytes_at_the_very_end_leave_nothing_to_hide)
{
	set_auxv(self, AT_RANDOM, STACK + 2 * PAGE - 8);
	init_with_stack(self);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK, 2 * PAGE), 2 * PAGE);
}

TEST_F(permit, arguments_are_hidden_on_demand_wherever_they_are)
{
	set_strings(self, STACK + 16, STACK + 32, STACK + 32, STACK + 64);
	init_with_stack(self);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK, PAGE), 32);
	memory_permit_hide_arguments(&self->permit);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK, PAGE), 16);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK + 16, PAGE), 0);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK + 63, PAGE), 0);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK + 64, 8), 8);
	set_strings(self, STACK + 128, STACK + 160, STACK + 32, STACK + 64);
	memory_permit_init(&self->permit, self->capture, &self->head);
	memory_permit_hide_arguments(&self->permit);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK, PAGE), 32);
	EXPECT_EQ(memory_permit_span(&self->permit, STACK + 64, PAGE), 64);
	EXPECT_FALSE(may_read(self, STACK + 159));
	EXPECT_TRUE(may_read(self, STACK + 160));
}

TEST_F(permit, arguments_of_an_unknown_place_are_among_all_strings)
{
	set_auxv(self, AT_RANDOM, RANDOM);
	set_strings(self, 0, 0, STACK + 32, STACK + 64);
	init_with_stack(self);
	EXPECT_TRUE(may_read(self, RANDOM + 16));
	memory_permit_hide_arguments(&self->permit);
	EXPECT_FALSE(may_read(self, RANDOM + 16));
	EXPECT_FALSE(may_read(self, STACK + 32));
	EXPECT_TRUE(may_read(self, STACK + 64));
}

TEST_F(permit, hidden_strings_tell_where_they_are)
{
	set_strings(self, 100, 200, 150, 300);
	memory_permit_init(&self->permit, self->capture, &self->head);
	memory_permit_hide_arguments(&self->permit);
	EXPECT_EQ(memory_permit_hidden_from(&self->permit, 50), 100);
	EXPECT_EQ(memory_permit_hidden_from(&self->permit, 160), 160);
	EXPECT_EQ(memory_permit_hidden_from(&self->permit, 250), 250);
	EXPECT_EQ(memory_permit_hidden_from(&self->permit, 300), UINT64_MAX);
	EXPECT_EQ(memory_permit_hidden_until(&self->permit, 99), 99);
	EXPECT_EQ(memory_permit_hidden_until(&self->permit, 160), 300);
	EXPECT_EQ(memory_permit_hidden_until(&self->permit, 300), 300);
}

TEST_F(permit, a_span_ends_with_its_mapping)
{
	(void)map(self, 0x1000, PAGE, RW, 0, PAGE);
	(void)map(self, 0x2000, PAGE, RW, 0, PAGE);
	EXPECT_EQ(memory_permit_span(&self->permit, 0x1000, PAGE), PAGE);
	EXPECT_EQ(memory_permit_span(&self->permit, 0x1000, PAGE + 1), PAGE);
	EXPECT_EQ(memory_permit_span(&self->permit, 0x1fff, UINT64_MAX), 1);
	EXPECT_EQ(memory_permit_span(&self->permit, 0x2000, 8), 8);
	EXPECT_EQ(memory_permit_span(&self->permit, 0x3000, 8), 0);
	EXPECT_EQ(memory_permit_span(&self->permit, 0xfff, 8), 0);
	EXPECT_EQ(memory_permit_span(&self->permit, 0x1800, 0), 0);
	EXPECT_EQ(memory_permit_span(&self->permit, UINT64_MAX, UINT64_MAX), 0);
}

TEST_F(permit, an_environment_the_wrong_way_round_never_gives_more_than_the_mapping)
{
	set_stat(self, STACK + 0x1000, STACK + 0x100);
	init_with_stack(self);
	for (uint64_t at = 0; at < 2 * PAGE; at += 0x80) {
		uint64_t span = memory_permit_span(&self->permit, STACK + at, UINT64_MAX);

		EXPECT_GT(span, 0);
		EXPECT_LE(span, 2 * PAGE - at);
	}
}

TEST_HARNESS_MAIN
