/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include "converter/minidump/memory_regions.h"

#define MANY 1000U

FIXTURE(regions)
{
	struct memory_plan plan;
	struct layout layout;
	struct memory_regions regions;
};

FIXTURE_SETUP(regions)
{
	self->plan = MEMORY_PLAN_INIT;
	self->layout = LAYOUT_INIT;
	self->regions = MEMORY_REGIONS_INIT;
}

FIXTURE_TEARDOWN(regions)
{
	memory_regions_done(&self->regions);
	layout_done(&self->layout);
	memory_plan_done(&self->plan);
}

static int build(struct memory_plan *plan, size_t max_regions, struct layout *layout,
		 struct memory_regions *regions)
{
	return memory_regions_build(plan, max_regions, layout, regions);
}

TEST_F(regions, touching_ranges_become_one_run)
{
	/* In order of priority, not of address. */
	(void)memory_plan_add(&self->plan, 0x3000, 0x1000, MEMORY_CRASHING_STACK);
	(void)memory_plan_add(&self->plan, 0x9000, 0x10, MEMORY_INSTRUCTIONS);
	(void)memory_plan_add(&self->plan, 0x2000, 0x1000, MEMORY_STACK);
	ASSERT_EQ(0, build(&self->plan, 100, &self->layout, &self->regions));
	ASSERT_EQ(2, self->regions.listed.n_items);
	EXPECT_EQ(0x2000, self->regions.listed.items[0].start);
	EXPECT_EQ(0x2000, self->regions.listed.items[0].size);
	EXPECT_EQ(0x9000, self->regions.listed.items[1].start);
	EXPECT_EQ(0, self->regions.more.n_items);
	EXPECT_EQ(0, self->regions.n_left_out);
}

TEST_F(regions, a_run_is_found_by_address)
{
	(void)memory_plan_add(&self->plan, 0x2000, 0x1000, MEMORY_STACK);
	(void)memory_plan_add(&self->plan, 0x5000, 0x1000, MEMORY_STACK);
	ASSERT_EQ(0, build(&self->plan, 100, &self->layout, &self->regions));
	EXPECT_EQ(NULL, memory_runs_find(&self->regions.listed, 0x1fff));
	EXPECT_EQ(&self->regions.listed.items[0], memory_runs_find(&self->regions.listed, 0x2fff));
	EXPECT_EQ(NULL, memory_runs_find(&self->regions.listed, 0x3000));
	EXPECT_EQ(&self->regions.listed.items[1], memory_runs_find(&self->regions.listed, 0x5000));
	EXPECT_EQ(NULL, memory_runs_find(&self->regions.listed, 0x6000));
}

TEST_F(regions, an_empty_plan_has_no_runs)
{
	ASSERT_EQ(0, build(&self->plan, 100, &self->layout, &self->regions));
	EXPECT_EQ(0, self->regions.listed.n_items);
	EXPECT_EQ(NULL, memory_runs_find(&self->regions.listed, 0));
	EXPECT_EQ(0, memory_runs_count_pieces(&self->regions.listed));
}

TEST_F(regions, a_large_run_counts_by_its_pieces)
{
	(void)memory_plan_add(&self->plan, 0x10000, 2ULL * MD_MAX_REGION_SIZE + 1, MEMORY_OTHER);
	ASSERT_EQ(0, build(&self->plan, 100, &self->layout, &self->regions));
	EXPECT_EQ(3, memory_runs_count_pieces(&self->regions.listed));
}

TEST_F(regions, module_headers_make_room_first)
{
	(void)memory_plan_add(&self->plan, 0x1000, 0x10, MEMORY_MODULE_HEADER);
	(void)memory_plan_add(&self->plan, 0x2000, 0x10, MEMORY_STACK);
	(void)memory_plan_add(&self->plan, 0x3000, 0x10, MEMORY_BEHIND_REGISTER);
	(void)memory_plan_add(&self->plan, 0x4000, 0x10, MEMORY_ANNOTATION);
	ASSERT_EQ(0, build(&self->plan, 2, &self->layout, &self->regions));
	ASSERT_EQ(2, self->regions.listed.n_items);
	EXPECT_EQ(0x2000, self->regions.listed.items[0].start);
	EXPECT_EQ(0x3000, self->regions.listed.items[1].start);
	ASSERT_EQ(2, self->regions.more.n_items);
	EXPECT_EQ(0x1000, self->regions.more.items[0].start);
	EXPECT_EQ(0x4000, self->regions.more.items[1].start);
	EXPECT_EQ(2, self->regions.n_left_out);
}

/* Leaving out the middle of a run makes two of it: the count has to follow. */
TEST_F(regions, the_limit_holds_where_runs_are_split)
{
	for (uint64_t i = 0; i < MANY; i++) {
		enum memory_kind kind = i % 3 == 1 ? MEMORY_MODULE_HEADER : MEMORY_STACK;

		(void)memory_plan_add(&self->plan, 0x10000 + (i / 3) * 0x1000 + i % 3 * 0x10, 0x10,
				      kind);
	}
	ASSERT_EQ(0, build(&self->plan, 100, &self->layout, &self->regions));
	EXPECT_LE(memory_runs_count_pieces(&self->regions.listed), 100);
	EXPECT_GE(memory_runs_count_pieces(&self->regions.listed), 99);
}

TEST_HARNESS_MAIN
