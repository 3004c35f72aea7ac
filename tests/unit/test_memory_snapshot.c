/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/capture/memory_snapshot.h"
#include "tests/unit/memory_buffer.h"

#define CAPACITY 0x10000U
#define PART	 0x6000U

FIXTURE(snapshot)
{
	struct memory_snapshot snapshot;
	struct memory_buffer memory;
	struct memory_plan plan;
	uint8_t bytes[4][PART];
};

/* Four ranges at 0x100000, 0x200000, ...: two fit into the arena. */
FIXTURE_SETUP(snapshot)
{
	memory_buffer_init(&self->memory);
	self->plan = MEMORY_PLAN_INIT;
	for (size_t i = 0; i < 4; i++) {
		uint64_t start = 0x100000 * (i + 1);

		for (size_t at = 0; at < PART; at++)
			self->bytes[i][at] = (uint8_t)(at / 3 + i);
		memory_buffer_add(&self->memory, start, self->bytes[i], PART);
		ASSERT_EQ(memory_plan_add(&self->plan, start, PART, MEMORY_STACK), 0);
	}
	ASSERT_EQ(memory_snapshot_init(&self->snapshot, CAPACITY), 0);
}

FIXTURE_TEARDOWN(snapshot)
{
	memory_snapshot_done(&self->snapshot);
	memory_plan_done(&self->plan);
}

static size_t take(FIXTURE_DATA(snapshot) * self, size_t first)
{
	return memory_snapshot_take(&self->snapshot, &self->memory.reader, &self->plan, first,
				    self->plan.n_ranges);
}

static ssize_t read_copy(FIXTURE_DATA(snapshot) * self, uint64_t address, uint8_t *buffer,
			 size_t size)
{
	return memory_read(&self->snapshot.reader, address, buffer, size);
}

TEST_F(snapshot, what_does_not_fit_is_left_for_the_next_turn)
{
	uint8_t read[PART];

	ASSERT_EQ(take(self, 0), 2);
	EXPECT_EQ(read_copy(self, 0x200000, read, PART), PART);
	EXPECT_EQ(memcmp(read, self->bytes[1], PART), 0);
	EXPECT_EQ(read_copy(self, 0x300000, read, PART), 0);
	ASSERT_EQ(take(self, 2), 4);
	EXPECT_EQ(read_copy(self, 0x200000, read, PART), 0);
	EXPECT_EQ(read_copy(self, 0x400000, read, PART), PART);
	EXPECT_EQ(memcmp(read, self->bytes[3], PART), 0);
	EXPECT_EQ(take(self, 4), 4);
}

TEST_F(snapshot, the_copy_outlives_the_process)
{
	uint8_t read[16];

	ASSERT_EQ(take(self, 0), 2);
	memset(self->bytes, 0, sizeof(self->bytes));
	memory_buffer_init(&self->memory);
	ASSERT_EQ(read_copy(self, 0x100300, read, 16), 16);
	EXPECT_EQ(read[0], 0);
	EXPECT_EQ(read[15], 5);
}

TEST_F(snapshot, reads_in_any_order_stop_at_an_end)
{
	uint8_t read[64];

	ASSERT_EQ(take(self, 0), 2);
	EXPECT_EQ(read_copy(self, 0x200000 + PART - 8, read, 64), 8);
	EXPECT_EQ(read_copy(self, 0x100000 + PART - 4, read, 64), 4);
	EXPECT_EQ(read_copy(self, 0x200000, read, 64), 64);
	EXPECT_EQ(read_copy(self, 0x100000 - 1, read, 64), 0);
	EXPECT_EQ(read_copy(self, 0x100000 + PART, read, 64), 0);
	EXPECT_EQ(read_copy(self, UINT64_MAX, read, 64), 0);
}

TEST_F(snapshot, pages_that_cannot_be_read_are_left_out)
{
	uint8_t read[64];

	memory_plan_done(&self->plan);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x100000 - 0x1800, PART + 0x5000, MEMORY_STACK), 0);
	memory_buffer_add(&self->memory, 0x100000 + PART + 0x1000, self->bytes[1], 0x1000);
	ASSERT_EQ(take(self, 0), 1);
	EXPECT_EQ(self->snapshot.used, PART + 0x1000);
	EXPECT_EQ(read_copy(self, 0x100000 - 0x10, read, 64), 0);
	EXPECT_EQ(read_copy(self, 0x100000 + PART, read, 64), 0);
	ASSERT_EQ(read_copy(self, 0x100000 + PART + 0x1000, read, 64), 64);
	EXPECT_EQ(memcmp(read, self->bytes[1], 64), 0);
}

TEST_F(snapshot, a_range_larger_than_the_arena_is_cut)
{
	uint8_t *large = calloc(1, 2 * CAPACITY);

	ASSERT_NE(large, NULL);
	memory_plan_done(&self->plan);
	memory_buffer_add(&self->memory, 0x800000, large, 2 * CAPACITY);
	ASSERT_EQ(memory_plan_add(&self->plan, 0x800000, 2 * CAPACITY, MEMORY_STACK), 0);
	EXPECT_EQ(take(self, 0), 1);
	EXPECT_EQ(self->snapshot.used, CAPACITY);
	free(large);
}

static ssize_t lost_read(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	(void)self, (void)address, (void)buffer, (void)size;
	return -ESRCH;
}

TEST_F(snapshot, of_a_lost_process_nothing_is_copied)
{
	struct memory_reader lost = { .read = lost_read };
	uint8_t read[8];

	EXPECT_EQ(memory_snapshot_take(&self->snapshot, &lost, &self->plan, 0, 4), 4);
	EXPECT_EQ(self->snapshot.used, 0);
	EXPECT_EQ(read_copy(self, 0x100000, read, 8), 0);
}

TEST_F(snapshot, many_small_ranges_are_all_found)
{
	uint8_t byte;

	memory_plan_done(&self->plan);
	for (size_t i = 0; i < 1000; i++)
		ASSERT_EQ(memory_plan_add(&self->plan, 0x100000 + 16 * i, 8, MEMORY_STACK), 0);
	ASSERT_EQ(take(self, 0), 1000);
	for (size_t i = 1000; i > 0; i--) {
		ASSERT_EQ(read_copy(self, 0x100000 + 16 * (i - 1) + 7, &byte, 1), 1);
		ASSERT_EQ(byte, self->bytes[0][16 * (i - 1) + 7]);
		ASSERT_EQ(read_copy(self, 0x100000 + 16 * (i - 1) + 8, &byte, 1), 0);
	}
}

TEST_HARNESS_MAIN
