/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <string.h>

#include "converter/minidump/utf16.h"

#define MAX_UNITS 16

static size_t convert(const char *text, uint16_t *units, size_t max_units)
{
	return utf16_from_utf8(text, strlen(text), units, max_units);
}

TEST(characters_become_one_or_two_units)
{
	uint16_t units[MAX_UNITS];

	ASSERT_EQ(5, convert("a\xc3\xb6\xe2\x82\xac\xf0\x9f\x92\xa5", units, MAX_UNITS));
	EXPECT_EQ('a', units[0]);
	EXPECT_EQ(0xf6, units[1]);
	EXPECT_EQ(0x20ac, units[2]);
	EXPECT_EQ(0xd83d, units[3]);
	EXPECT_EQ(0xdca5, units[4]);
}

TEST(each_invalid_byte_is_replaced)
{
	uint16_t units[MAX_UNITS];

	ASSERT_EQ(4, convert("\xff"
			     "b\xed\xa0",
			     units, MAX_UNITS));
	EXPECT_EQ(0xfffd, units[0]);
	EXPECT_EQ('b', units[1]);
	EXPECT_EQ(0xfffd, units[2]);
	EXPECT_EQ(0xfffd, units[3]);
}

TEST(a_pair_is_never_cut)
{
	uint16_t units[MAX_UNITS];

	EXPECT_EQ(1, convert("a\xf0\x9f\x92\xa5", units, 2));
	EXPECT_EQ(3, convert("a\xf0\x9f\x92\xa5", units, 3));
	EXPECT_EQ(0, convert("a", units, 0));
}

TEST_HARNESS_MAIN
