/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/byte_reader.h"

#include "kselftest_harness.h"

static const uint8_t counting[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

TEST(integers_are_little_endian)
{
	struct byte_reader reader = byte_reader_of(bytes_of(counting, sizeof(counting)));

	EXPECT_EQ(byte_reader_u8(&reader), 0x01);
	EXPECT_EQ(byte_reader_u16(&reader), 0x0302);
	EXPECT_EQ(byte_reader_u32(&reader), 0x07060504);
	EXPECT_EQ(byte_reader_u64(&reader), 0x0f0e0d0c0b0a0908);
	EXPECT_EQ(byte_reader_left(&reader), 0);
	EXPECT_FALSE(byte_reader_failed(&reader));
}

TEST(taken_bytes_borrow_from_the_source)
{
	struct byte_reader reader = byte_reader_of(bytes_of(counting, sizeof(counting)));
	struct bytes taken;

	byte_reader_skip(&reader, 3);
	taken = byte_reader_take(&reader, 5);
	EXPECT_EQ(taken.data, counting + 3);
	EXPECT_EQ(taken.size, 5);
	EXPECT_EQ(byte_reader_left(&reader), sizeof(counting) - 8);
}

TEST(all_bytes_can_be_taken_at_once)
{
	struct byte_reader reader = byte_reader_of(bytes_of(counting, sizeof(counting)));

	EXPECT_EQ(byte_reader_take(&reader, sizeof(counting)).size, sizeof(counting));
	EXPECT_FALSE(byte_reader_failed(&reader));
	EXPECT_EQ(byte_reader_take(&reader, 0).size, 0);
	EXPECT_FALSE(byte_reader_failed(&reader));
}

TEST(a_read_past_the_end_fails_for_good)
{
	struct byte_reader reader = byte_reader_of(bytes_of(counting, 3));

	EXPECT_EQ(byte_reader_u32(&reader), 0);
	EXPECT_TRUE(byte_reader_failed(&reader));
	EXPECT_EQ(byte_reader_left(&reader), 0);
	EXPECT_EQ(byte_reader_u8(&reader), 0);
	EXPECT_NULL(byte_reader_take(&reader, 1).data);
}

TEST(a_seek_does_not_undo_a_failure)
{
	struct byte_reader reader = byte_reader_of(bytes_of(counting, 3));

	byte_reader_skip(&reader, 4);
	byte_reader_seek(&reader, 0);
	EXPECT_TRUE(byte_reader_failed(&reader));
	EXPECT_EQ(byte_reader_u8(&reader), 0);
}

TEST(sizes_near_the_top_do_not_wrap)
{
	struct byte_reader reader = byte_reader_of(bytes_of(counting, sizeof(counting)));

	byte_reader_skip(&reader, 8);
	byte_reader_skip(&reader, UINT64_MAX - 4);
	EXPECT_TRUE(byte_reader_failed(&reader));
}

TEST(a_seek_may_reach_the_end_but_not_pass_it)
{
	struct byte_reader reader = byte_reader_of(bytes_of(counting, sizeof(counting)));

	byte_reader_seek(&reader, sizeof(counting) - 1);
	EXPECT_EQ(byte_reader_u8(&reader), 15);
	byte_reader_seek(&reader, sizeof(counting));
	EXPECT_FALSE(byte_reader_failed(&reader));
	EXPECT_EQ(byte_reader_left(&reader), 0);
	byte_reader_seek(&reader, sizeof(counting) + 1);
	EXPECT_TRUE(byte_reader_failed(&reader));
}

TEST(an_empty_source_gives_nothing)
{
	struct byte_reader reader = byte_reader_of(BYTES_NONE);

	EXPECT_EQ(byte_reader_left(&reader), 0);
	EXPECT_FALSE(byte_reader_failed(&reader));
	EXPECT_EQ(byte_reader_u8(&reader), 0);
	EXPECT_TRUE(byte_reader_failed(&reader));
}

TEST(an_integer_at_an_offset_must_lie_inside)
{
	struct bytes source = bytes_of(counting, sizeof(counting));

	EXPECT_EQ(bytes_uint_at(source, 1, 2), 0x0302);
	EXPECT_EQ(bytes_uint_at(source, sizeof(counting) - 4, 4), 0x0f0e0d0c);
	EXPECT_EQ(bytes_uint_at(source, sizeof(counting) - 3, 4), 0);
	EXPECT_EQ(bytes_uint_at(source, UINT64_MAX, 1), 0);
}

TEST_HARNESS_MAIN
