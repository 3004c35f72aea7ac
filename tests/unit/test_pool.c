/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/pool.h"

#include <stdalign.h>
#include <string.h>

#include "kselftest_harness.h"

FIXTURE(pool)
{
	struct pool pool;
};

FIXTURE_SETUP(pool)
{
	self->pool = POOL_INIT;
}

FIXTURE_TEARDOWN(pool)
{
	pool_done(&self->pool);
}

static bool is_zero(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (data[i] != 0)
			return false;
	return true;
}

TEST_F(pool, memory_is_zeroed_aligned_and_disjoint)
{
	uint8_t *items[500];

	for (size_t i = 0; i < 500; i++) {
		items[i] = pool_alloc(&self->pool, i);
		ASSERT_NE(items[i], NULL);
		EXPECT_EQ((uintptr_t)items[i] % alignof(max_align_t), 0);
		EXPECT_TRUE(is_zero(items[i], i));
		memset(items[i], (int)(i % 255) + 1, i);
	}
	for (size_t i = 1; i < 500; i++) {
		EXPECT_EQ(items[i][0], i % 255 + 1);
		EXPECT_EQ(items[i][i - 1], i % 255 + 1);
	}
}

TEST_F(pool, an_allocation_may_be_larger_than_a_chunk)
{
	uint8_t *small = pool_alloc(&self->pool, 1), *large = pool_alloc(&self->pool, 1 << 20);

	ASSERT_NE(small, NULL);
	ASSERT_NE(large, NULL);
	memset(large, 0xff, 1 << 20);
	EXPECT_EQ(*small, 0);
}

TEST_F(pool, sizes_near_the_top_are_refused)
{
	EXPECT_NULL(pool_alloc(&self->pool, SIZE_MAX));
	EXPECT_NULL(pool_alloc(&self->pool, SIZE_MAX - alignof(max_align_t)));
	EXPECT_NULL(pool_alloc(&self->pool, SIZE_MAX - 64));
	EXPECT_NE(pool_alloc(&self->pool, 1), NULL);
}

TEST_F(pool, a_copy_is_its_own)
{
	char source[] = "abc";
	char *copy = pool_copy(&self->pool, source, 3);

	ASSERT_NE(copy, NULL);
	source[0] = 'x';
	EXPECT_EQ(memcmp(copy, "abc", 3), 0);
}

TEST_F(pool, a_text_ends_at_its_size_or_its_nul)
{
	EXPECT_STREQ(pool_copy_text(&self->pool, "abcdef", 3), "abc");
	EXPECT_STREQ(pool_copy_text(&self->pool, "ab\0def", 6), "ab");
	EXPECT_STREQ(pool_copy_text(&self->pool, "", 0), "");
}

TEST_F(pool, it_can_be_used_again_after_its_end)
{
	ASSERT_NE(pool_alloc(&self->pool, 100), NULL);
	pool_done(&self->pool);
	EXPECT_NULL(self->pool.newest);
	EXPECT_NE(pool_alloc(&self->pool, 100), NULL);
}

TEST_HARNESS_MAIN
