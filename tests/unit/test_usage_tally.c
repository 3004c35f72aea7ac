/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/system/usage_tally.h"

#include "kselftest_harness.h"

TEST(groups_are_merged_and_the_largest_comes_first)
{
	static const struct usage_group reports[] = {
		{ "small", 1, 1 }, { "large", 1, 10 }, { "large", 1, 10 },
		{ "small", 1, 2 }, { "equal", 1, 3 },  { "large", 1, 10 },
	};
	struct usage_tally tally = USAGE_TALLY_INIT;

	for (size_t i = 0; i < sizeof(reports) / sizeof(*reports); i++)
		ASSERT_EQ(0, usage_tally_add(&tally, reports[i].name, reports[i].bytes));
	usage_tally_finish(&tally);
	ASSERT_EQ(3, tally.n_groups);
	EXPECT_STREQ("large", tally.groups[0].name);
	EXPECT_EQ(3, tally.groups[0].n_reports);
	EXPECT_EQ(30, tally.groups[0].bytes);
	EXPECT_STREQ("equal", tally.groups[1].name);
	EXPECT_STREQ("small", tally.groups[2].name);
	EXPECT_EQ(3, tally.groups[2].bytes);
	usage_tally_done(&tally);
}

TEST(nothing_is_no_group)
{
	struct usage_tally tally = USAGE_TALLY_INIT;

	usage_tally_finish(&tally);
	EXPECT_EQ(0, tally.n_groups);
	usage_tally_done(&tally);
}

TEST_HARNESS_MAIN
