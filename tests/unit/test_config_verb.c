/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl config, on files made by hand. */
#include "kselftest_harness.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/fd_io.h"
#include "minidumpctl/verbs.h"
#include "tests/unit/captured_output.h"

FIXTURE(config)
{
	struct invocation invocation;
	struct captured_output output;
	char path[32];
	json_t *json;
};

FIXTURE_SETUP(config)
{
	memset(self, 0, sizeof(*self));
	(void)snprintf(self->path, sizeof(self->path), "/tmp/config-verb-XXXXXX");
	ASSERT_LE(0, mkstemp(self->path));
}

FIXTURE_TEARDOWN(config)
{
	json_decref(self->json);
	(void)unlink(self->path);
}

static int run(FIXTURE_DATA(config) * self)
{
	char *arguments[] = { self->path, self->path };
	int status;

	self->invocation.arguments = arguments;
	if (self->invocation.n_arguments == 0)
		self->invocation.n_arguments = 1;
	captured_output_begin(&self->output);
	status = verb_find("config")->run_without_store(&self->invocation);
	captured_output_end(&self->output);
	return status;
}

/* Runs the verb on a file with this text. */
static int run_on(FIXTURE_DATA(config) * self, const char *text)
{
	FILE *file = fopen(self->path, "we");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		abort();
	return run(self);
}

/* The same with --json; the one object that it printed is in self->json. */
static int json_of(FIXTURE_DATA(config) * self, const char *text)
{
	int status;

	self->invocation.json = true;
	status = run_on(self, text);
	json_decref(self->json);
	self->json = json_loads(self->output.out, 0, NULL);
	if (json_array_size(self->json) != 1)
		abort();
	return status;
}

static json_t *member(FIXTURE_DATA(config) * self, const char *name)
{
	return json_object_get(json_array_get(self->json, 0), name);
}

/* Whether a line of the page starts with this setting and ends with that origin. */
static bool shows(FIXTURE_DATA(config) * self, const char *setting, const char *origin)
{
	char end[64];

	(void)snprintf(end, sizeof(end), " ; %s", origin);
	for (const char *line = self->output.out; *line; line = strchr(line, '\n') + 1) {
		size_t length = strcspn(line, "\n"), size = strlen(end);

		if (strncmp(line, setting, strlen(setting)) == 0 &&
		    strchr(" ", line[strlen(setting)]) && length > size &&
		    strncmp(line + length - size, end, size) == 0)
			return true;
	}
	return false;
}

static bool shows_line(FIXTURE_DATA(config) * self, const char *setting, unsigned int line)
{
	char origin[48];

	(void)snprintf(origin, sizeof(origin), "%s:%u", self->path, line);
	return shows(self, setting, origin);
}

TEST_F(config, each_value_has_its_origin)
{
	ASSERT_EQ(STATUS_DONE, run_on(self, "[Store]\nquota=3G\nquota=2G\nmax-age=\n"));
	EXPECT_TRUE(shows_line(self, "quota=2G", 3));
	EXPECT_TRUE(shows(self, "max-age=365d", "default"));
	EXPECT_TRUE(shows(self, "hold-timeout=3s", "default"));
	EXPECT_FALSE(shows_line(self, "quota=3G", 2));
	EXPECT_STREQ("", self->output.err);
}

TEST_F(config, rules_stand_in_their_order)
{
	const char *b, *a, *rest;

	ASSERT_EQ(STATUS_DONE, run_on(self, "[Policy]\nrate=5/min\n"
					    "[Policy \"b\"]\nuid=1, 5-7\nexe=*/x\nexe=*/y\n"
					    "[Policy \"a\"]\nrate=9/h\naction=count\n"));
	b = strstr(self->output.out, "[Policy \"b\"]");
	a = strstr(self->output.out, "[Policy \"a\"]");
	rest = strstr(self->output.out, "[Policy] ");
	ASSERT_TRUE(b && a && rest);
	EXPECT_TRUE(b < a && a < rest);
	EXPECT_TRUE(shows_line(self, "[Policy \"b\"]", 3));
	EXPECT_TRUE(shows_line(self, "uid=5-7", 4));
	EXPECT_TRUE(shows_line(self, "exe=*/x", 5));
	EXPECT_TRUE(shows_line(self, "exe=*/y", 6));
	EXPECT_TRUE(shows_line(self, "rate=5/min", 2));
	EXPECT_TRUE(shows_line(self, "rate=9/h", 8));
	EXPECT_TRUE(shows_line(self, "action=count", 9));
	EXPECT_TRUE(shows(self, "action=mini", "default"));
	EXPECT_EQ(NULL, strstr(self->output.out, "signal="));
}

TEST_F(config, each_problem_is_a_line)
{
	char expected[512];

	self->invocation.check = true;
	EXPECT_EQ(STATUS_FAILED, run_on(self, "[Store]\nquota=much\n[Nope]\nx=y\n"
					      "[Policy \"p\"]\naction=maybe\n"));
	(void)snprintf(expected, sizeof(expected),
		       "%s:3: section [Nope] is not known\n"
		       "%s:6: [Policy \"p\"] action: must be mini, small, count or ignore; "
		       "the section is left out\n",
		       self->path, self->path);
	EXPECT_NE(NULL, strstr(self->output.err, expected));
	(void)snprintf(expected, sizeof(expected), "%s:2: [Store] quota: ", self->path);
	EXPECT_EQ(0, strncmp(self->output.err, expected, strlen(expected)));
	EXPECT_STREQ("", self->output.out);
	EXPECT_EQ(STATUS_DONE, run_on(self, "[Store]\nquota=2G\n"));
	EXPECT_STREQ("No problems.\n", self->output.out);
	EXPECT_STREQ("", self->output.err);
}

TEST_F(config, a_file_that_is_missing_is_a_problem)
{
	self->invocation.check = true;
	ASSERT_EQ(0, unlink(self->path));
	EXPECT_EQ(STATUS_FAILED, run(self));
	EXPECT_NE(NULL, strstr(self->output.err, "No such file"));
	self->invocation.n_arguments = 2;
	EXPECT_EQ(STATUS_USAGE, run(self));
}

TEST_F(config, text_of_a_file_is_escaped)
{
	ASSERT_EQ(STATUS_DONE, run_on(self, "[Policy \"p\"]\nexe=/\x1b[2J\xff\n"));
	EXPECT_NE(NULL, strstr(self->output.out, "exe=/\\x1b[2J\\xff "));
	EXPECT_EQ(NULL, strchr(self->output.out, '\x1b'));
}

TEST_F(config, the_same_as_json)
{
	const char *section, *key, *value, *file, *reason;
	json_int_t line;
	json_t *last;

	ASSERT_EQ(STATUS_DONE, json_of(self, "[Store]\nquota=2G\nx=1\n[Policy \"p\"]\nexe=*/x\n"));
	last = json_array_get(member(self, "rules"), 1);
	EXPECT_STREQ("", json_string_value(json_object_get(last, "name")));
	EXPECT_TRUE(json_is_null(json_object_get(last, "file")));
	last = json_array_get(member(self, "rules"), 0);
	EXPECT_STREQ("p", json_string_value(json_object_get(last, "name")));
	EXPECT_EQ(4, json_integer_value(json_object_get(last, "line")));
	ASSERT_EQ(0, json_unpack(json_array_get(member(self, "keys"), 2),
				 "{s:s, s:n, s:s, s:s, s:s, s:I}", "section", &section, "rule",
				 "key", &key, "value", &value, "file", &file, "line", &line));
	EXPECT_STREQ("Store", section);
	EXPECT_STREQ("quota", key);
	EXPECT_STREQ("2G", value);
	EXPECT_STREQ(self->path, file);
	EXPECT_EQ(2, line);
	ASSERT_EQ(0, json_unpack(member(self, "problems"), "[{s:s, s:I, s:s, s:s, s:s!}]", "file",
				 &file, "line", &line, "section", &section, "key", &key, "reason",
				 &reason));
	EXPECT_STREQ("x", key);
	EXPECT_EQ(3, line);
	self->invocation.check = true;
	EXPECT_EQ(STATUS_FAILED, json_of(self, "[Store]\nx=1\n"));
	EXPECT_EQ(NULL, member(self, "keys"));
	EXPECT_EQ(1, json_array_size(member(self, "problems")));
}

TEST_HARNESS_MAIN
