/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <string.h>

#include "converter/command_line.h"

struct quoting_case {
	const char *cmdline;
	size_t size;
	const char *expected;
};

#define ARGUMENTS(text) .cmdline = (text), .size = sizeof(text) /* with the last NUL */

static const struct quoting_case quoting_cases[] = {
	{ ARGUMENTS("/bin/ls\0-l\0--color=auto"), .expected = "/bin/ls -l --color=auto" },
	{ ARGUMENTS("a b\0\0$HOME"), .expected = "'a b' '' '$HOME'" },
	{ ARGUMENTS("it's"), .expected = "'it'\\''s'" },
	{ ARGUMENTS("a\nb\0\x1b[31m\0'\\\x01"),
	  .expected = "$'a\\nb' $'\\033[31m' $'\\'\\\\\\001'" },
	{ ARGUMENTS("\xff\x41\xc3\xa9\xc2\x9b"), .expected = "$'\\377A\xc3\xa9\\302\\233'" },
	{ ARGUMENTS("\xc3\xa9"), .expected = "'\xc3\xa9'" },
	{ .cmdline = "daemon: idle", .size = 12, .expected = "'daemon: idle'" },
	{ .cmdline = "", .size = 0, .expected = "" },
};

TEST(arguments_are_quoted_as_a_shell_reads_them)
{
	for (size_t i = 0; i < sizeof(quoting_cases) / sizeof(quoting_cases[0]); i++) {
		const struct quoting_case *item = &quoting_cases[i];
		struct byte_buffer line = BYTE_BUFFER_INIT;

		command_line_put(&line, bytes_of(item->cmdline, item->size), 4096);
		byte_buffer_put_u8(&line, '\0');
		EXPECT_STREQ(item->expected, (const char *)line.data);
		byte_buffer_done(&line);
	}
}

TEST(a_long_line_is_cut_inside_its_quotes)
{
	const char cmdline[] = "aaaaaaaaaa\0b b b b b b b b b b\0c";
	struct byte_buffer line = BYTE_BUFFER_INIT;

	command_line_put(&line, bytes_of(cmdline, sizeof(cmdline)), 16);
	byte_buffer_put_u8(&line, '\0');
	EXPECT_STREQ("aaaaaaaaaa 'b b '\xe2\x80\xa6", (const char *)line.data);
	byte_buffer_done(&line);
}

TEST(a_line_is_cut_between_arguments)
{
	const char cmdline[] = "aaaa\0bbbb\0cccc";
	struct byte_buffer line = BYTE_BUFFER_INIT;

	command_line_put(&line, bytes_of(cmdline, sizeof(cmdline)), 10);
	byte_buffer_put_u8(&line, '\0');
	EXPECT_STREQ("aaaa bbbb \xe2\x80\xa6", (const char *)line.data);
	byte_buffer_done(&line);
}

TEST_HARNESS_MAIN
