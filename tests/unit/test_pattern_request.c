/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdint.h>

#include "kselftest_harness.h"

#include "coredump-pattern/request.h"

#define ARGUMENTS_MAX 6

struct command {
	const char *arguments[ARGUMENTS_MAX];
};

static int parse(const struct command *command, struct request *ret)
{
	char *argv[ARGUMENTS_MAX + 2] = { (char *)(uintptr_t) "coredump-pattern" };
	int argc = 1;

	for (size_t i = 0; i < ARGUMENTS_MAX && command->arguments[i]; i++)
		argv[argc++] = (char *)(uintptr_t)command->arguments[i];
	optind = 0; /* getopt_long(3) starts anew */
	return request_parse(argc, argv, ret);
}

TEST(enable_with_everything)
{
	const struct command command = { { "enable", "--collector=/c", "--config", "/f",
					   "--limit=16" } };
	struct request request;

	ASSERT_EQ(0, parse(&command, &request));
	EXPECT_EQ(REQUEST_ENABLE, request.verb);
	EXPECT_STREQ("/c", request.collector);
	EXPECT_STREQ("/f", request.config);
	EXPECT_STREQ("16", request.limit);
}

TEST(defaults)
{
	const struct command command = { { "enable" } };
	struct request request;

	ASSERT_EQ(0, parse(&command, &request));
	EXPECT_EQ('/', request.collector[0]);
	EXPECT_EQ(NULL, request.config);
	EXPECT_STREQ("4096", request.limit);
	EXPECT_FALSE(request.force);
}

TEST(flags_before_and_behind_the_verb)
{
	const struct command status = { { "--json", "status" } };
	const struct command disable = { { "disable", "--force" } };
	struct request request;

	ASSERT_EQ(0, parse(&status, &request));
	EXPECT_EQ(REQUEST_STATUS, request.verb);
	EXPECT_TRUE(request.json);
	ASSERT_EQ(0, parse(&disable, &request));
	EXPECT_EQ(REQUEST_DISABLE, request.verb);
	EXPECT_TRUE(request.force);
}

TEST(help_and_version_win)
{
	const struct command help = { { "enable", "--help" } };
	const struct command version = { { "--version" } };
	struct request request;

	ASSERT_EQ(0, parse(&help, &request));
	EXPECT_EQ(REQUEST_HELP, request.verb);
	ASSERT_EQ(0, parse(&version, &request));
	EXPECT_EQ(REQUEST_VERSION, request.verb);
}

TEST(what_is_refused)
{
	static const struct command commands[] = {
		{ { NULL } },
		{ { "enabel" } },
		{ { "--jsno", "status" } },
		{ { "-x" } },
		{ { "status", "--limit=3" } },
		{ { "enable", "--force" } },
		{ { "enable", "--json" } },
		{ { "status", "now" } },
		{ { "enable", "--limit" } },
		{ { "enable", "--limit=" } },
		{ { "enable", "--limit=-1" } },
		{ { "enable", "--limit=007" } },
		{ { "enable", "--limit=2147483648" } },
		{ { "status", "--json=yes" } },
	};
	struct request request = { .limit = "untouched" };

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		EXPECT_EQ(-EINVAL, parse(&commands[i], &request));
	EXPECT_STREQ("untouched", request.limit);
}

TEST_HARNESS_MAIN
