/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/display_width.h"

#include <locale.h>
#include <string.h>

#include "kselftest_harness.h"

#define WIDE	 "\xe6\x97\xa5\xe6\x9c\xac" /* two wide characters, three bytes each */
#define COMBINED "e\xcc\x81"		    /* a letter and a combining accent */

FIXTURE(width)
{
	char unused;
};

FIXTURE_SETUP(width)
{
	self->unused = 0;
	ASSERT_NE(NULL, setlocale(LC_CTYPE, "C.UTF-8"));
}

FIXTURE_TEARDOWN(width)
{
}

TEST_F(width, columns)
{
	EXPECT_EQ(0, display_width("", 0));
	EXPECT_EQ(5, display_width("ascii", 5));
	EXPECT_EQ(4, display_width(WIDE, strlen(WIDE)));
	EXPECT_EQ(1, display_width("\xc3\xa9", 2));
	EXPECT_EQ(1, display_width(COMBINED, strlen(COMBINED)));
	EXPECT_EQ(2, display_width("\xff\xfe", 2));
}

TEST_F(width, the_longest_start_that_fits)
{
	EXPECT_EQ(3, display_fit("ascii", 5, 3));
	EXPECT_EQ(5, display_fit("ascii", 5, 9));
	EXPECT_EQ(0, display_fit("ascii", 5, 0));
	EXPECT_EQ(0, display_fit(WIDE, strlen(WIDE), 1));
	EXPECT_EQ(3, display_fit(WIDE, strlen(WIDE), 3));
	EXPECT_EQ(3, display_fit(COMBINED "x", strlen(COMBINED "x"), 1));
}

TEST(without_a_locale_characters_count_as_one)
{
	ASSERT_NE(NULL, setlocale(LC_CTYPE, "C"));
	EXPECT_EQ(2, display_width(WIDE, strlen(WIDE)));
}

TEST_HARNESS_MAIN
