/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/options.h"

#include <errno.h>
#include <string.h>

#include "kselftest_harness.h"
#include "minidumpctl/verbs.h"
#include "tests/unit/captured_output.h"

FIXTURE(options)
{
	struct invocation invocation;
	struct command_line line;
	struct captured_output output;
};

FIXTURE_SETUP(options)
{
	memset(self, 0, sizeof(*self));
}

FIXTURE_TEARDOWN(options)
{
}

/* Parses the words up to NULL, as a verb with the options of path. */
static int parse(FIXTURE_DATA(options) * self, char **words)
{
	int error;

	self->line = (struct command_line){ .words = words };
	while (words[self->line.n_words])
		self->line.n_words++;
	captured_output_begin(&self->output);
	error = options_parse_all(&self->line, path_options, &self->invocation);
	captured_output_end(&self->output);
	return error;
}

TEST_F(options, options_stand_anywhere)
{
	char *words[] = { (char *)"@-2", (char *)"--json", (char *)"123", (char *)"-e", NULL };

	ASSERT_EQ(0, parse(self, words));
	EXPECT_TRUE(self->invocation.json);
	EXPECT_TRUE(self->invocation.extra);
	EXPECT_FALSE(self->invocation.utc);
	ASSERT_EQ(2, self->invocation.n_arguments);
	EXPECT_STREQ("@-2", self->invocation.arguments[0]);
	EXPECT_STREQ("123", self->invocation.arguments[1]);
}

TEST_F(options, values_in_every_form)
{
	char *words[] = { (char *)"--directory=/a=b", (char *)"--config", (char *)"/c", NULL };
	char *joined[] = { (char *)"-D/d", NULL };
	char *apart[] = { (char *)"-jD", (char *)"/e", NULL };

	ASSERT_EQ(0, parse(self, words));
	EXPECT_STREQ("/a=b", self->invocation.directory);
	EXPECT_STREQ("/c", self->invocation.config);
	ASSERT_EQ(0, parse(self, joined));
	EXPECT_STREQ("/d", self->invocation.directory);
	ASSERT_EQ(0, parse(self, apart));
	EXPECT_STREQ("/e", self->invocation.directory);
	EXPECT_TRUE(self->invocation.json);
}

TEST_F(options, after_two_dashes_all_are_arguments)
{
	char *words[] = { (char *)"--json", (char *)"--", (char *)"--utc", (char *)"-", NULL };

	ASSERT_EQ(0, parse(self, words));
	EXPECT_TRUE(self->invocation.json);
	EXPECT_FALSE(self->invocation.utc);
	ASSERT_EQ(2, self->invocation.n_arguments);
	EXPECT_STREQ("--utc", self->invocation.arguments[0]);
	EXPECT_STREQ("-", self->invocation.arguments[1]);
}

TEST_F(options, mistakes_are_complained_of)
{
	static const struct {
		const char *word, *message;
	} mistakes[] = {
		{ "--jsno", "Did you mean '--json'?" },
		{ "--extr=1", "Did you mean '--extra'?" },
		{ "--", NULL },
		{ "--json=1", "takes no value" },
		{ "--config", "needs a value" },
		{ "-D", "needs a value" },
		{ "-x", "unknown option '-x'" },
		{ "-jx", "unknown option '-x'" },
		{ "--\x1b[31m", "\\x1b[31m" },
	};

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++) {
		char *words[] = { (char *)mistakes[i].word, NULL };

		if (!mistakes[i].message) {
			EXPECT_EQ(0, parse(self, words));
			continue;
		}
		EXPECT_EQ(-EINVAL, parse(self, words));
		EXPECT_NE(NULL, strstr(self->output.err, mistakes[i].message));
		EXPECT_STREQ("", self->output.out);
	}
}

TEST_F(options, every_verb_prints_its_help)
{
	for (const struct verb *verb = verbs; verb->name; verb++) {
		captured_output_begin(&self->output);
		print_help(verb);
		captured_output_end(&self->output);
		EXPECT_NE(NULL, strstr(self->output.out, verb->summary));
		EXPECT_NE(NULL, strstr(self->output.out, "--json"));
		EXPECT_TRUE((verb->run != NULL) != (verb->run_without_store != NULL));
	}
}

TEST_F(options, an_unknown_verb_is_suggested)
{
	captured_output_begin(&self->output);
	EXPECT_EQ(NULL, verb_find("lsit"));
	captured_output_end(&self->output);
	EXPECT_NE(NULL, strstr(self->output.err, "Did you mean 'list'?"));
}

TEST_HARNESS_MAIN
