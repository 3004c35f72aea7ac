/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/suggestion.h"

#include <stdint.h>

#include "kselftest_harness.h"

TEST(distances)
{
	EXPECT_EQ(0, edit_distance("list", "list"));
	EXPECT_EQ(4, edit_distance("", "list"));
	EXPECT_EQ(4, edit_distance("list", ""));
	EXPECT_EQ(1, edit_distance("lst", "list"));
	EXPECT_EQ(1, edit_distance("lists", "list"));
	EXPECT_EQ(1, edit_distance("lost", "list"));
	EXPECT_EQ(1, edit_distance("lsit", "list"));
	EXPECT_EQ(3, edit_distance("kitten", "sitting"));
	EXPECT_EQ(SIZE_MAX, edit_distance("a very long word that nobody ever would type", "list"));
}

static const char *suggest(const char *word)
{
	struct suggestion suggestion = suggestion_for(word);

	suggestion_consider(&suggestion, "list");
	suggestion_consider(&suggestion, "info");
	suggestion_consider(&suggestion, "delete");
	return suggestion.best;
}

TEST(the_nearest_word_is_suggested)
{
	EXPECT_STREQ("list", suggest("lst"));
	EXPECT_STREQ("delete", suggest("del"));
	EXPECT_STREQ("delete", suggest("deltee"));
	EXPECT_STREQ("info", suggest("inof"));
}

TEST(nothing_is_suggested_for_other_words)
{
	EXPECT_EQ(NULL, suggest("frobnicate"));
	EXPECT_EQ(NULL, suggest(""));
	EXPECT_EQ(NULL, suggest("zz"));
}

TEST_HARNESS_MAIN
