/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/report_id.h"

#include <string.h>

#include "kselftest_harness.h"

#define TIME_NS 1763763194123456789ULL

TEST(ids_are_valid_and_differ)
{
	char first[REPORT_ID_SIZE], second[REPORT_ID_SIZE];

	ASSERT_EQ(0, report_id_create(TIME_NS, first));
	ASSERT_EQ(0, report_id_create(TIME_NS, second));
	EXPECT_EQ(REPORT_ID_LENGTH, strlen(first));
	EXPECT_TRUE(report_id_is_valid(first));
	EXPECT_STRNE(first, second);
}

TEST(ids_begin_with_the_time)
{
	char id[REPORT_ID_SIZE];

	/* 1763763194123 ms and 1871/4096 of the next one. */
	ASSERT_EQ(0, report_id_create(TIME_NS, id));
	EXPECT_EQ(0, strncmp(id, "019aa87a-890b-774f-", 19));
	EXPECT_LT(TIME_NS - report_id_time_ns(id), 250);
}

TEST(times_survive_a_second_id)
{
	char id[REPORT_ID_SIZE];
	uint64_t time;

	for (uint64_t fraction = 0; fraction < 1000000; fraction += 61) {
		ASSERT_EQ(0, report_id_create(1763763194123000000ULL + fraction, id));
		time = report_id_time_ns(id);
		ASSERT_EQ(0, report_id_create(time, id));
		ASSERT_EQ(time, report_id_time_ns(id));
	}
}

TEST(ids_sort_by_time)
{
	char before[REPORT_ID_SIZE], after[REPORT_ID_SIZE];

	for (uint64_t step = 300; step < 1ULL << 50; step *= 3) {
		ASSERT_EQ(0, report_id_create(TIME_NS, before));
		ASSERT_EQ(0, report_id_create(TIME_NS + step, after));
		ASSERT_LT(strcmp(before, after), 0);
	}
}

TEST(extreme_times)
{
	char id[REPORT_ID_SIZE];

	ASSERT_EQ(0, report_id_create(0, id));
	EXPECT_TRUE(report_id_is_valid(id));
	EXPECT_EQ(0, report_id_time_ns(id));
	ASSERT_EQ(0, report_id_create(UINT64_MAX, id));
	EXPECT_TRUE(report_id_is_valid(id));
	EXPECT_LT(UINT64_MAX - report_id_time_ns(id), 250);
}

TEST(what_is_no_id)
{
	static const char *const texts[] = {
		"",
		"019aa87a",
		"019aa87a-390b-774e-8000-00000000000",
		"019aa87a-390b-774e-8000-0000000000000",
		"019aa87a-390b-774e-8000-000000000000.extra",
		"019AA87A-390b-774e-8000-000000000000",
		"019aa87a-390b-474e-8000-000000000000",
		"019aa87a-390b-774e-7000-000000000000",
		"019aa87a-390b-774e-c000-000000000000",
		"019aa87a+390b-774e-8000-000000000000",
		"../aa87a-390b-774e-8000-000000000000",
		"019aa87a-390b-774e-8000-00000000000g",
	};

	EXPECT_TRUE(report_id_is_valid("019aa87a-390b-774e-8000-000000000000"));
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		EXPECT_FALSE(report_id_is_valid(texts[i]));
}

TEST_HARNESS_MAIN
