/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <getopt.h>
#include <string.h>

#include "converter/arguments.h"
#include "tests/unit/captured_output.h"

#define MAX_WORDS 8

static struct captured_output output;

/* Parses the words of a command line, separated by single blanks; messages end up in output. */
static bool parse(const char *line, struct arguments *ret_arguments)
{
	static char words[256];
	char *argv[MAX_WORDS + 1] = { "converter" }, *state = NULL;
	int argc = 1;
	bool valid;

	(void)snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok_r(words, " ", &state); word; word = strtok_r(NULL, " ", &state))
		argv[argc++] = word;
	optind = 0; /* starts getopt(3) over */
	captured_output_begin(&output);
	valid = arguments_parse(argc, argv, ret_arguments);
	captured_output_end(&output);
	return valid;
}

TEST(one_input_and_its_outputs)
{
	struct arguments arguments;

	ASSERT_TRUE(parse("in.idump -o out.dmp --extra=out.extra", &arguments));
	EXPECT_STREQ("in.idump", arguments.input);
	EXPECT_STREQ("out.dmp", arguments.output);
	EXPECT_STREQ("out.extra", arguments.extra);
	ASSERT_TRUE(parse("--output out.dmp -- -in", &arguments));
	EXPECT_STREQ("-in", arguments.input);
	EXPECT_STREQ("out.dmp", arguments.output);
	EXPECT_EQ(NULL, arguments.extra);
}

TEST(a_spool)
{
	struct arguments arguments;

	ASSERT_TRUE(parse("--drain=/state", &arguments));
	EXPECT_STREQ("/state", arguments.state_directory);
	ASSERT_TRUE(parse("--drain=/state --config=/limits", &arguments));
	EXPECT_STREQ("/state", arguments.state_directory);
	EXPECT_STREQ("/limits", arguments.config);
	ASSERT_TRUE(parse("--config=/file", &arguments));
	EXPECT_STREQ("/file", arguments.config);
}

TEST(help_needs_nothing_else)
{
	struct arguments arguments;

	ASSERT_TRUE(parse("--help", &arguments));
	EXPECT_TRUE(arguments.help);
	ASSERT_TRUE(parse("--version", &arguments));
	EXPECT_TRUE(arguments.version);
}

TEST(nonsense_is_refused_with_the_usage)
{
	static const char *const lines[][2] = {
		{ "", "no input" },
		{ "in", "no output" },
		{ "a b -o c", "one input" },
		{ "-o out", "no input" },
		{ "--drain=/a in", "take no input" },
		{ "--drain=/a --extra=b", "take no input" },
		{ "in -o", "option -o needs a value" },
		{ "--drain", "option --drain needs a value" },
		{ "--ouput=x", "did you mean --output?" },
		{ "--zzzzzzzzz", "unknown option --zzzzzzzzz\n" },
		{ "-hx", "unknown option -x\n" },
	};
	struct arguments arguments;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		EXPECT_FALSE(parse(lines[i][0], &arguments));
		EXPECT_NE(NULL, strstr(output.err, lines[i][1]))
		{
			TH_LOG("'%s' gave %s", lines[i][0], output.err);
		}
		EXPECT_NE(NULL, strstr(output.err, "usage: minidump-converter"));
		EXPECT_STREQ("", output.out);
	}
}

TEST_HARNESS_MAIN
