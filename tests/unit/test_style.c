/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/style.h"

#include <errno.h>
#include <stdlib.h>

#include "kselftest_harness.h"

TEST(what_is_asked_for_wins)
{
	bool is_coloured = false;

	ASSERT_EQ(0, setenv("NO_COLOR", "1", 1));
	EXPECT_EQ(0, style_choose("always", &is_coloured));
	EXPECT_TRUE(is_coloured);
	EXPECT_EQ(0, style_choose("never", &is_coloured));
	EXPECT_FALSE(is_coloured);
	is_coloured = true;
	EXPECT_EQ(-EINVAL, style_choose("sometimes", &is_coloured));
	EXPECT_TRUE(is_coloured);
}

TEST(plain_text_is_left_alone)
{
	EXPECT_STREQ("", style_start(STYLE_PLAIN));
	EXPECT_STRNE("", style_start(STYLE_ALARM));
}

TEST_HARNESS_MAIN
