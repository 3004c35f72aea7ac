/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "kselftest_harness.h"

#include "coredump-pattern/specifiers.h"
#include "lib/base/cleanup.h"

#define COLLECTOR "/usr/local/lib/minidumpd/minidump-collector"

static int parse(struct core_arguments *ret, int argc, const char *const *argv)
{
	return specifiers_parse(argc, (char **)(uintptr_t)argv, ret);
}

TEST(pattern_names_every_argument)
{
	char pattern[CORE_PATTERN_SIZE];

	ASSERT_EQ(0, specifiers_format("/c", "/f", pattern, sizeof(pattern)));
	EXPECT_STREQ("|/c config=/f P=%P I=%I s=%s t=%t c=%c u=%u g=%g d=%d F=%F e=%e", pattern);
	EXPECT_EQ(strlen(pattern), specifiers_length("/c", "/f"));
	ASSERT_EQ(0, specifiers_format("/c", NULL, pattern, sizeof(pattern)));
	EXPECT_STREQ("|/c P=%P I=%I s=%s t=%t c=%c u=%u g=%g d=%d F=%F e=%e", pattern);
}

TEST(sixty_bytes_are_left_for_paths)
{
	EXPECT_LE(60, CORE_PATTERN_SIZE - 1 - (specifiers_length("/c", "/f") - 4));
}

TEST(realistic_paths_fit)
{
	char pattern[CORE_PATTERN_SIZE];

	EXPECT_EQ(0, specifiers_format(COLLECTOR, "/tmp/xyz/minidumpd.conf", pattern,
				       sizeof(pattern)));
}

TEST(pattern_of_128_bytes_with_nul_fits_and_one_more_does_not)
{
	char path[CORE_PATTERN_SIZE], pattern[CORE_PATTERN_SIZE];
	size_t room = CORE_PATTERN_SIZE - 1 - (specifiers_length("/", NULL) - 1);

	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[room] = '\0';
	ASSERT_EQ(0, specifiers_format(path, NULL, pattern, sizeof(pattern)));
	EXPECT_EQ(CORE_PATTERN_SIZE - 1, strlen(pattern));
	EXPECT_EQ(-ENAMETOOLONG, specifiers_format(path, NULL, pattern, sizeof(pattern) - 1));
	path[room] = 'x';
	path[room + 1] = '\0';
	EXPECT_EQ(CORE_PATTERN_SIZE, specifiers_length(path, NULL));
	EXPECT_EQ(-ENAMETOOLONG, specifiers_format(path, NULL, pattern, sizeof(pattern)));
}

TEST(percent_in_a_path_is_doubled)
{
	char pattern[CORE_PATTERN_SIZE];

	ASSERT_EQ(0, specifiers_format("/100%e", "/%", pattern, sizeof(pattern)));
	EXPECT_EQ(0, strncmp("|/100%%e config=/%% P=%P", pattern, 24));
}

TEST(paths_that_the_kernel_would_split_are_refused)
{
	static const char *const paths[] = { "",      "relative", "/a b",     "/a\tb",
					     "/a\nb", "/a\x7f",	  "/a\xa0/b", "/\x01" };
	char pattern[CORE_PATTERN_SIZE] = "untouched";

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		EXPECT_EQ(-EINVAL, specifiers_format(paths[i], NULL, pattern, sizeof(pattern)));
		EXPECT_EQ(-EINVAL, specifiers_format("/c", paths[i], pattern, sizeof(pattern)));
	}
	EXPECT_STREQ("untouched", pattern);
}

TEST(all_arguments_are_parsed)
{
	const char *const argv[] = { "collector", "config=/f", "P=10",	 "I=11", "s=11",
				     "t=17",	  "c=4096",    "u=1000", "g=0",	 "d=2",
				     "F=3",	  "e=a b=c",   NULL };
	struct core_arguments arguments;

	ASSERT_EQ(0, parse(&arguments, 12, argv));
	EXPECT_STREQ("/f", arguments.config);
	EXPECT_EQ(10, arguments.pid);
	EXPECT_EQ(11, arguments.tid);
	EXPECT_EQ(11, arguments.signal);
	EXPECT_EQ(17, arguments.time);
	EXPECT_EQ(4096, arguments.core_limit);
	EXPECT_TRUE(arguments.has_ids);
	EXPECT_EQ(1000, arguments.uid);
	EXPECT_EQ(0, arguments.gid);
	EXPECT_EQ(2, arguments.dumpable);
	EXPECT_EQ(3, arguments.pidfd);
	EXPECT_STREQ("a b=c", arguments.comm);
	EXPECT_EQ(0, arguments.n_odd);
}

TEST(what_is_absent_is_not_known)
{
	const char *const argv[] = { "collector", "P=10", "F=", "e=", "u=5", NULL };
	struct core_arguments arguments;

	ASSERT_EQ(0, parse(&arguments, 5, argv));
	EXPECT_EQ(NULL, arguments.config);
	EXPECT_EQ(NULL, arguments.comm);
	EXPECT_EQ(NO_FD, arguments.pidfd);
	EXPECT_EQ(-1, arguments.dumpable);
	EXPECT_EQ(UINT64_MAX, arguments.core_limit);
	EXPECT_EQ(0, arguments.tid);
	EXPECT_EQ(0, arguments.signal);
	EXPECT_FALSE(arguments.has_ids);
	EXPECT_EQ(0, arguments.n_odd);
}

TEST(largest_values_fit)
{
	const char *const argv[] = { "collector",    "P=4294967295", "c=18446744073709551615",
				     "u=4294967295", "g=4294967295", NULL };
	struct core_arguments arguments;

	ASSERT_EQ(0, parse(&arguments, 5, argv));
	EXPECT_EQ(UINT32_MAX, arguments.pid);
	EXPECT_EQ(UINT64_MAX, arguments.core_limit);
	EXPECT_EQ(UINT32_MAX, arguments.uid);
	EXPECT_TRUE(arguments.has_ids);
	EXPECT_EQ(0, arguments.n_odd);
}

TEST(odd_arguments_are_counted_and_the_rest_is_used)
{
	const char *const argv[] = { "collector",
				     "P=10",
				     "P=11",
				     "I=4294967296",
				     "s=-1",
				     "t=1x",
				     "u= 1",
				     "g=+1",
				     "d=99999999999999999999999",
				     "F=2147483648",
				     "Z=1",
				     "plain",
				     "",
				     "=",
				     "config",
				     "e=\x1b[31m",
				     NULL };
	struct core_arguments arguments;

	ASSERT_EQ(0, parse(&arguments, 16, argv));
	EXPECT_EQ(10, arguments.pid);
	EXPECT_EQ(0, arguments.tid);
	EXPECT_EQ(0, arguments.signal);
	EXPECT_EQ(0, arguments.time);
	EXPECT_FALSE(arguments.has_ids);
	EXPECT_EQ(-1, arguments.dumpable);
	EXPECT_EQ(NO_FD, arguments.pidfd);
	EXPECT_STREQ("\x1b[31m", arguments.comm);
	EXPECT_EQ(13, arguments.n_odd);
}

TEST(without_a_process_id_the_rest_is_still_filled)
{
	const char *const argv[] = { "collector", "P=0", "s=6", "e=x", NULL };
	const char *const none[] = { NULL };
	struct core_arguments arguments;

	EXPECT_EQ(-EINVAL, parse(&arguments, 4, argv));
	EXPECT_EQ(6, arguments.signal);
	EXPECT_STREQ("x", arguments.comm);
	EXPECT_EQ(-EINVAL, parse(&arguments, 0, none));
}

TEST_HARNESS_MAIN
