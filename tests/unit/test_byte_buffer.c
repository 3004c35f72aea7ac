/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/byte_buffer.h"

#include <errno.h>
#include <string.h>

#include "kselftest_harness.h"

FIXTURE(buffer)
{
	struct byte_buffer buffer;
};

FIXTURE_SETUP(buffer)
{
	self->buffer = BYTE_BUFFER_INIT;
}

FIXTURE_TEARDOWN(buffer)
{
	byte_buffer_done(&self->buffer);
}

TEST_F(buffer, integers_are_put_in_little_endian_order)
{
	static const uint8_t expected[] = { 1, 3, 2, 7, 6, 5, 4, 15, 14, 13, 12, 11, 10, 9, 8 };

	byte_buffer_put_u8(&self->buffer, 0x01);
	byte_buffer_put_u16(&self->buffer, 0x0203);
	byte_buffer_put_u32(&self->buffer, 0x04050607);
	byte_buffer_put_u64(&self->buffer, 0x08090a0b0c0d0e0f);
	ASSERT_EQ(self->buffer.size, sizeof(expected));
	EXPECT_EQ(memcmp(self->buffer.data, expected, sizeof(expected)), 0);
	EXPECT_EQ(byte_buffer_error(&self->buffer), 0);
}

TEST_F(buffer, content_survives_growth)
{
	for (uint32_t i = 0; i < 100000; i++)
		byte_buffer_put_u32(&self->buffer, i);
	ASSERT_EQ(self->buffer.size, 400000);
	EXPECT_GE(self->buffer.capacity, self->buffer.size);
	for (uint32_t i = 0; i < 100000; i += 997)
		EXPECT_EQ(self->buffer.data[4 * i] | self->buffer.data[4 * i + 1] << 8,
			  (int)(i & 0xffff));
}

TEST_F(buffer, zeros_are_zero_also_in_recycled_space)
{
	byte_buffer_put(&self->buffer, "abcdefgh", 8);
	byte_buffer_truncate(&self->buffer, 2);
	byte_buffer_put_zeros(&self->buffer, 4);
	ASSERT_EQ(self->buffer.size, 6);
	EXPECT_EQ(memcmp(self->buffer.data, "ab\0\0\0", 6), 0);
}

TEST_F(buffer, appended_space_is_the_end_of_the_buffer)
{
	void *space;

	byte_buffer_put_u8(&self->buffer, 1);
	space = byte_buffer_append(&self->buffer, 300);
	ASSERT_NE(space, NULL);
	EXPECT_EQ(space, (void *)(self->buffer.data + 1));
	EXPECT_EQ(self->buffer.size, 301);
}

TEST_F(buffer, truncation_never_grows)
{
	byte_buffer_put_u16(&self->buffer, 7);
	byte_buffer_truncate(&self->buffer, 100);
	EXPECT_EQ(self->buffer.size, 2);
	byte_buffer_truncate(&self->buffer, 0);
	EXPECT_EQ(self->buffer.size, 0);
}

TEST_F(buffer, nothing_may_be_put)
{
	byte_buffer_put(&self->buffer, NULL, 0);
	byte_buffer_put_zeros(&self->buffer, 0);
	EXPECT_EQ(self->buffer.size, 0);
	EXPECT_EQ(byte_buffer_error(&self->buffer), 0);
}

TEST_F(buffer, a_failure_sticks)
{
	byte_buffer_put_u8(&self->buffer, 1);
	EXPECT_NULL(byte_buffer_append(&self->buffer, SIZE_MAX));
	EXPECT_EQ(byte_buffer_error(&self->buffer), -EOVERFLOW);
	byte_buffer_put_u8(&self->buffer, 2);
	EXPECT_EQ(self->buffer.size, 1);
	EXPECT_EQ(byte_buffer_error(&self->buffer), -EOVERFLOW);
}

TEST_F(buffer, its_bytes_are_borrowed)
{
	struct bytes bytes;

	byte_buffer_put(&self->buffer, "xyz", 3);
	bytes = byte_buffer_bytes(&self->buffer);
	EXPECT_EQ(bytes.data, self->buffer.data);
	EXPECT_EQ(bytes.size, 3);
}

TEST_HARNESS_MAIN
