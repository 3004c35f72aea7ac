/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "kselftest_harness.h"
#include "lib/base/quantity.h"
#include "minidumpctl/reports/time_point.h"

/* 2026-11-21 22:13:14 UTC, a Saturday; the next day already where the clock is two hours ahead. */
#define NOW   1795299194ULL
#define DAY   86400ULL
#define TODAY (NOW - NOW % DAY)

FIXTURE(time_point)
{
	int unused;
};

FIXTURE_SETUP(time_point)
{
	ASSERT_EQ(0, setenv("TZ", "XYZ-2", 1));
}

FIXTURE_TEARDOWN(time_point)
{
}

static uint64_t seconds_of(const char *text, bool utc)
{
	uint64_t ns = 0;

	if (time_point_parse(text, NOW * NSEC_PER_SEC, utc, &ns) < 0)
		return 1;
	return ns / NSEC_PER_SEC;
}

TEST_F(time_point, dates)
{
	EXPECT_EQ(NOW, seconds_of("2026-11-21 22:13:14", true));
	EXPECT_EQ(NOW, seconds_of("2026-11-21T22:13:14", true));
	EXPECT_EQ(NOW, seconds_of("2026-11-21T22:13:14Z", false));
	EXPECT_EQ(NOW, seconds_of("2026-11-22 00:13:14", false));
	EXPECT_EQ(NOW - 14, seconds_of("2026-11-21 22:13", true));
	EXPECT_EQ(TODAY, seconds_of("2026-11-21", true));
	EXPECT_EQ(TODAY - 7200, seconds_of("2026-11-21", false));
}

TEST_F(time_point, words_and_clocks)
{
	EXPECT_EQ(NOW, seconds_of("now", false));
	EXPECT_EQ(TODAY, seconds_of("today", true));
	EXPECT_EQ(TODAY - DAY, seconds_of("yesterday", true));
	EXPECT_EQ(TODAY + DAY - 7200, seconds_of("today", false));
	EXPECT_EQ(NOW - 14, seconds_of("22:13", true));
	EXPECT_EQ(NOW, seconds_of("00:13:14", false));
}

TEST_F(time_point, what_is_past)
{
	EXPECT_EQ(NOW - 7200, seconds_of("-2h", false));
	EXPECT_EQ(NOW - 5400, seconds_of("1h 30min ago", false));
	EXPECT_EQ(0, seconds_of("-30000d", false));
	EXPECT_EQ(1700000000, seconds_of("@1700000000", false));
}

TEST_F(time_point, mistakes)
{
	static const char *const mistakes[] = {
		"",	"tomorrow?",	 "2026-02-30", "2026-11-21 25:00",	"12:61",  "-",
		" ago", "-2 fortnights", "@",	       "@18446744073709551615", "22:13Z", "2h",
		"@-1",	"2026-11-21x",	 "1960-01-01", "2026-11-21 22:13:14 Z",
	};

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++) {
		uint64_t ns = 7;

		EXPECT_EQ(-EINVAL, time_point_parse(mistakes[i], NOW * NSEC_PER_SEC, true, &ns))
		{
			TH_LOG("'%s' passes", mistakes[i]);
		}
		EXPECT_EQ(7, ns);
	}
}

TEST_HARNESS_MAIN
