/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/memory_plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/capture/limits.h"

#include "kselftest_harness.h"

FIXTURE(plan)
{
	struct memory_plan plan;
};

FIXTURE_SETUP(plan)
{
	self->plan = MEMORY_PLAN_INIT;
}

FIXTURE_TEARDOWN(plan)
{
	memory_plan_done(&self->plan);
}

static bool range_is(const struct memory_range *range, uint64_t start, uint64_t size,
		     enum memory_kind kind)
{
	return range->start == start && range->size == size && range->kind == kind;
}

TEST_F(plan, an_empty_plan_settles)
{
	EXPECT_EQ(memory_plan_settle(&self->plan), 0);
	memory_plan_sort_by_priority(&self->plan);
	EXPECT_EQ(self->plan.n_ranges, 0);
	EXPECT_EQ(memory_plan_bytes(&self->plan), 0);
	EXPECT_NULL(memory_plan_find(&self->plan, 0));
}

TEST_F(plan, a_size_of_0_is_no_range)
{
	EXPECT_EQ(memory_plan_add(&self->plan, 0x1000, 0, MEMORY_STACK), 0);
	EXPECT_EQ(self->plan.n_ranges, 0);
}

TEST_F(plan, disjoint_ranges_are_sorted_by_address)
{
	ASSERT_EQ(memory_plan_add(&self->plan, 0x3000, 16, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1000, 32, MEMORY_LOADER), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	ASSERT_EQ(self->plan.n_ranges, 2);
	EXPECT_TRUE(range_is(&self->plan.ranges[0], 0x1000, 32, MEMORY_LOADER));
	EXPECT_TRUE(range_is(&self->plan.ranges[1], 0x3000, 16, MEMORY_STACK));
	EXPECT_EQ(memory_plan_bytes(&self->plan), 48);
}

TEST_F(plan, what_two_claim_stays_with_the_first)
{
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1010, 0x10, MEMORY_CRASHING_STACK), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1000, 0x18, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	ASSERT_EQ(self->plan.n_ranges, 2);
	EXPECT_TRUE(range_is(&self->plan.ranges[0], 0x1000, 0x10, MEMORY_STACK));
	EXPECT_TRUE(range_is(&self->plan.ranges[1], 0x1010, 0x10, MEMORY_CRASHING_STACK));
}

TEST_F(plan, a_range_inside_an_earlier_one_vanishes)
{
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1000, 0x100, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1000, 0x100, MEMORY_OTHER), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1040, 0x10, MEMORY_LOADER), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	ASSERT_EQ(self->plan.n_ranges, 1);
	EXPECT_TRUE(range_is(&self->plan.ranges[0], 0x1000, 0x100, MEMORY_STACK));
}

TEST_F(plan, an_earlier_range_splits_a_later_one_around_it)
{
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1040, 0x10, MEMORY_LOADER), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1000, 0x100, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	ASSERT_EQ(self->plan.n_ranges, 3);
	EXPECT_TRUE(range_is(&self->plan.ranges[0], 0x1000, 0x40, MEMORY_STACK));
	EXPECT_TRUE(range_is(&self->plan.ranges[1], 0x1040, 0x10, MEMORY_LOADER));
	EXPECT_TRUE(range_is(&self->plan.ranges[2], 0x1050, 0xb0, MEMORY_STACK));
	EXPECT_EQ(memory_plan_bytes(&self->plan), 0x100);
}

TEST_F(plan, ranges_that_touch_stay_apart)
{
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1000, 0x10, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1010, 0x10, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	EXPECT_EQ(self->plan.n_ranges, 2);
}

TEST_F(plan, an_end_past_the_address_space_is_cut)
{
	ASSERT_EQ(memory_plan_add(&self->plan, UINT64_MAX - 10, 100, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, UINT64_MAX, 1, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0, UINT64_MAX, MEMORY_OTHER), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	ASSERT_EQ(self->plan.n_ranges, 2);
	EXPECT_TRUE(range_is(&self->plan.ranges[0], 0, UINT64_MAX - 10, MEMORY_OTHER));
	EXPECT_TRUE(range_is(&self->plan.ranges[1], UINT64_MAX - 10, 10, MEMORY_STACK));
	EXPECT_EQ(memory_plan_bytes(&self->plan), UINT64_MAX);
}

TEST_F(plan, an_address_is_found_in_its_range_only)
{
	ASSERT_EQ(memory_plan_add(&self->plan, 0x3000, 16, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1000, 32, MEMORY_LOADER), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	EXPECT_NULL(memory_plan_find(&self->plan, 0xfff));
	EXPECT_EQ(memory_plan_find(&self->plan, 0x1000), &self->plan.ranges[0]);
	EXPECT_EQ(memory_plan_find(&self->plan, 0x101f), &self->plan.ranges[0]);
	EXPECT_NULL(memory_plan_find(&self->plan, 0x1020));
	EXPECT_EQ(memory_plan_find(&self->plan, 0x300f), &self->plan.ranges[1]);
	EXPECT_NULL(memory_plan_find(&self->plan, 0x3010));
	EXPECT_NULL(memory_plan_find(&self->plan, UINT64_MAX));
}

TEST_F(plan, priority_is_the_order_of_addition)
{
	ASSERT_EQ(memory_plan_add(&self->plan, 0x5000, 0x10, MEMORY_CRASHING_STACK), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x2004, 0x8, MEMORY_INSTRUCTIONS), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x2000, 0x10, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	memory_plan_sort_by_priority(&self->plan);
	ASSERT_EQ(self->plan.n_ranges, 4);
	EXPECT_TRUE(range_is(&self->plan.ranges[0], 0x5000, 0x10, MEMORY_CRASHING_STACK));
	EXPECT_TRUE(range_is(&self->plan.ranges[1], 0x2004, 0x8, MEMORY_INSTRUCTIONS));
	EXPECT_TRUE(range_is(&self->plan.ranges[2], 0x2000, 0x4, MEMORY_STACK));
	EXPECT_TRUE(range_is(&self->plan.ranges[3], 0x200c, 0x4, MEMORY_STACK));
}

TEST_F(plan, what_is_added_after_settling_comes_last)
{
	ASSERT_EQ(memory_plan_add(&self->plan, 0x1000, 0x10, MEMORY_STACK), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x0ff8, 0x20, MEMORY_OTHER), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	ASSERT_EQ(self->plan.n_ranges, 3);
	EXPECT_TRUE(range_is(&self->plan.ranges[1], 0x1000, 0x10, MEMORY_STACK));
}

TEST_F(plan, the_number_of_ranges_is_limited)
{
	for (uint64_t i = 0; i < LIMIT_MEMORY_RANGES; i++)
		ASSERT_EQ(memory_plan_add(&self->plan, 2 * i, 1, MEMORY_OTHER), 0);
	EXPECT_EQ(memory_plan_add(&self->plan, 0, 1, MEMORY_OTHER), -E2BIG);
	EXPECT_EQ(memory_plan_add(&self->plan, 0, 0, MEMORY_OTHER), 0);
	EXPECT_EQ(self->plan.n_ranges, LIMIT_MEMORY_RANGES);
}

/* Nested ranges are the worst case of a sweep: it must stay far from the square of their number. */
TEST_F_TIMEOUT(plan, a_full_plan_of_nested_ranges_settles_soon, 5)
{
	for (uint64_t i = LIMIT_MEMORY_RANGES; i > 0; i--)
		ASSERT_EQ(memory_plan_add(&self->plan, 1000000 - i, 2 * i, MEMORY_OTHER), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	ASSERT_EQ(self->plan.n_ranges, 1);
	EXPECT_EQ(memory_plan_bytes(&self->plan), 2 * LIMIT_MEMORY_RANGES);
	memory_plan_done(&self->plan);
	for (uint64_t i = 1; i <= LIMIT_MEMORY_RANGES; i++)
		ASSERT_EQ(memory_plan_add(&self->plan, 1000000 - i, 2 * i, MEMORY_OTHER), 0);
	ASSERT_EQ(memory_plan_settle(&self->plan), 0);
	EXPECT_EQ(self->plan.n_ranges, 2 * LIMIT_MEMORY_RANGES - 1);
	EXPECT_EQ(memory_plan_bytes(&self->plan), 2 * LIMIT_MEMORY_RANGES);
}

/*
 * The model: a map of a small address space, where each byte knows the first that claimed it. A
 * plan must say the same of every byte.
 */
#define MODEL_BYTES 200U
#define UNCLAIMED   UINT32_MAX

static void model_claim(uint32_t *model, uint64_t start, uint64_t size, uint32_t order)
{
	for (uint64_t i = start; i < start + size && i < MODEL_BYTES; i++)
		if (model[i] == UNCLAIMED)
			model[i] = order;
}

static uint32_t owner_in_plan(const struct memory_plan *plan, uint64_t address)
{
	const struct memory_range *range = memory_plan_find(plan, address);

	return range ? range->order : UNCLAIMED;
}

/* The fewest ranges that can hold the model: runs of bytes with the same owner. */
static size_t model_runs(const uint32_t *model)
{
	size_t runs = 0;

	for (size_t i = 0; i < MODEL_BYTES; i++)
		if (model[i] != UNCLAIMED && (i == 0 || model[i - 1] != model[i]))
			runs++;
	return runs;
}

TEST_F(plan, random_plans_agree_with_a_map_of_bytes)
{
	unsigned int seed = 20240229;

	for (int round = 0; round < 3000; round++) {
		uint32_t model[MODEL_BYTES], n_added = (uint32_t)rand_r(&seed) % 24;
		size_t n_claimed = 0;

		memset(model, 0xff, sizeof(model));
		for (uint32_t order = 0; order < n_added; order++) {
			uint64_t start = (uint64_t)rand_r(&seed) % MODEL_BYTES;
			uint64_t size = 1 + (uint64_t)rand_r(&seed) % (MODEL_BYTES - start);

			if (rand_r(&seed) % 2)
				size = min_u64(size, 8);
			model_claim(model, start, size, order);
			ASSERT_EQ(memory_plan_add(&self->plan, start, size, MEMORY_OTHER), 0);
		}
		ASSERT_EQ(memory_plan_settle(&self->plan), 0);
		for (uint64_t address = 0; address < MODEL_BYTES; address++) {
			n_claimed += model[address] != UNCLAIMED;
			ASSERT_EQ(owner_in_plan(&self->plan, address), model[address])
			{
				TH_LOG("round %d, address %u", round, (unsigned int)address);
			}
		}
		ASSERT_EQ(memory_plan_bytes(&self->plan), n_claimed);
		ASSERT_EQ(self->plan.n_ranges, model_runs(model));
		memory_plan_done(&self->plan);
	}
}

TEST_HARNESS_MAIN
