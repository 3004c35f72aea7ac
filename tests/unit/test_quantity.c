/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdint.h>

#include "kselftest_harness.h"

#include "lib/base/quantity.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct accepted {
	const char *text;
	uint64_t value;
};

struct refused {
	const char *text;
	int error;
};

TEST(durations)
{
	static const struct accepted accepted[] = {
		{ "0", 0 },
		{ "10", 10 * NSEC_PER_SEC },
		{ "10s", 10 * NSEC_PER_SEC },
		{ "500ms", 500000000 },
		{ "7us", 7000 },
		{ "7 ns", 7 },
		{ "1min 30s", 90 * NSEC_PER_SEC },
		{ "1h2min3s", 3723 * NSEC_PER_SEC },
		{ "2d", 172800 * NSEC_PER_SEC },
		{ "18446744073709551615ns", UINT64_MAX },
	};

	for (size_t i = 0; i < COUNT_OF(accepted); i++) {
		uint64_t ns = 1;

		EXPECT_EQ(0, quantity_parse_duration(accepted[i].text, &ns));
		EXPECT_EQ(accepted[i].value, ns)
		TH_LOG("%s", accepted[i].text);
	}
}

TEST(no_durations)
{
	static const struct refused refused[] = {
		{ "", -EINVAL },
		{ "s", -EINVAL },
		{ "-1s", -EINVAL },
		{ "1.5s", -EINVAL },
		{ "1 m", -EINVAL },
		{ "10S", -EINVAL },
		{ "30s 1min", -EINVAL },
		{ "1s 1s", -EINVAL },
		{ "1min 30", -EINVAL },
		{ "10s;", -EINVAL },
		{ "18446744073709551616ns", -ERANGE },
		{ "18446744073709551615", -ERANGE },
		{ "999999999999d", -ERANGE },
		{ "18446744073709551us 616ns", -ERANGE },
	};

	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		uint64_t ns = 42;

		EXPECT_EQ(refused[i].error, quantity_parse_duration(refused[i].text, &ns))
		TH_LOG("%s", refused[i].text);
		EXPECT_EQ(42, ns);
	}
}

TEST(sizes)
{
	static const struct accepted accepted[] = {
		{ "0", 0 },
		{ "512", 512 },
		{ "512B", 512 },
		{ "64K", 65536 },
		{ "512 M", 536870912 },
		{ "3G", 3ULL << 30 },
		{ "1T", 1ULL << 40 },
		{ "18446744073709551615", UINT64_MAX },
	};

	for (size_t i = 0; i < COUNT_OF(accepted); i++) {
		uint64_t bytes = 1;

		EXPECT_EQ(0, quantity_parse_size(accepted[i].text, &bytes));
		EXPECT_EQ(accepted[i].value, bytes)
		TH_LOG("%s", accepted[i].text);
	}
}

TEST(no_sizes)
{
	static const struct refused refused[] = {
		{ "", -EINVAL },	  { "M", -EINVAL },
		{ "-1", -EINVAL },	  { "1m", -EINVAL },
		{ "1MB", -EINVAL },	  { "1M 1K", -EINVAL },
		{ "0x10", -EINVAL },	  { " 1", -EINVAL },
		{ "16777216T", -ERANGE }, { "18446744073709551616", -ERANGE },
	};

	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		uint64_t bytes = 42;

		EXPECT_EQ(refused[i].error, quantity_parse_size(refused[i].text, &bytes))
		TH_LOG("%s", refused[i].text);
		EXPECT_EQ(42, bytes);
	}
}

TEST(numbers)
{
	uint64_t number = 42;

	EXPECT_EQ(-EINVAL, quantity_parse_number("", &number));
	EXPECT_EQ(-EINVAL, quantity_parse_number("1 ", &number));
	EXPECT_EQ(-ERANGE, quantity_parse_number("18446744073709551616", &number));
	EXPECT_EQ(42, number);
	EXPECT_EQ(0, quantity_parse_number("18446744073709551615", &number));
	EXPECT_EQ(UINT64_MAX, number);
}

TEST(formatted_as_short_as_they_can_be_read_again)
{
	char text[QUANTITY_TEXT_SIZE];

	quantity_format_duration(90 * NSEC_PER_SEC, text, sizeof(text));
	EXPECT_STREQ("90s", text);
	quantity_format_duration(1500000000, text, sizeof(text));
	EXPECT_STREQ("1500ms", text);
	quantity_format_duration(0, text, sizeof(text));
	EXPECT_STREQ("0s", text);
	quantity_format_duration(UINT64_MAX, text, sizeof(text));
	EXPECT_STREQ("18446744073709551615ns", text);
	quantity_format_size(512ULL << 20, text, sizeof(text));
	EXPECT_STREQ("512M", text);
	quantity_format_size(1025, text, sizeof(text));
	EXPECT_STREQ("1025B", text);
	quantity_format_size(0, text, sizeof(text));
	EXPECT_STREQ("0B", text);
}

TEST_HARNESS_MAIN
