/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"

#include "lib/base/config.h"
#include "lib/base/quantity.h"

#define SECONDS(n) ((n)*NSEC_PER_SEC)

FIXTURE(config)
{
	char directory[64];
	char file[128];
	char drop_ins[128];
	struct config config;
};

static void write_file(const char *path, const char *text, size_t size)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(text, 1, size, file) != size || fclose(file) != 0)
		abort();
}

FIXTURE_SETUP(config)
{
	self->config = (struct config){ .pool = POOL_INIT };
	strncpy(self->directory, "/tmp/minidumpd-config-XXXXXX", sizeof(self->directory) - 1);
	ASSERT_NE(NULL, mkdtemp(self->directory));
	snprintf(self->file, sizeof(self->file), "%s/a.conf", self->directory);
	snprintf(self->drop_ins, sizeof(self->drop_ins), "%s/a.conf.d", self->directory);
	ASSERT_EQ(0, mkdir(self->drop_ins, 0755));
}

FIXTURE_TEARDOWN(config)
{
	static const char *const files[] = { "a.conf", "a.conf.d/1.conf", "a.conf.d/2.conf",
					     "a.conf.d/3.confx", "a.conf.d/.4.conf" };
	char path[256];

	config_done(&self->config);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", self->directory, files[i]);
		(void)unlink(path);
	}
	(void)rmdir(self->drop_ins);
	EXPECT_EQ(0, rmdir(self->directory));
}

static void load(FIXTURE_DATA(config) * self, const char *text)
{
	write_file(self->file, text, strlen(text));
	if (config_load_untrusted(self->file, &self->config) < 0)
		abort();
}

static void write_drop_in(FIXTURE_DATA(config) * self, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", self->drop_ins, name);
	write_file(path, text, strlen(text));
}

/* One problem as "LINE [SECTION] KEY: REASON"; "" if there are not that many. */
static const char *problem(FIXTURE_DATA(config) * self, size_t i)
{
	static char text[512];
	const struct config_problem *problem = &self->config.problems[i];

	if (i >= self->config.n_problems)
		return "";
	snprintf(text, sizeof(text), "%u [%s] %s: %s", problem->origin.line, problem->section,
		 problem->key ? problem->key : "-", problem->reason);
	return text;
}

TEST_F(config, defaults)
{
	load(self, "");
	EXPECT_EQ(0, self->config.n_problems);
	EXPECT_STREQ("/var/lib/minidumpd", self->config.state_directory);
	EXPECT_STREQ("/run/minidumpd", self->config.run_directory);
	EXPECT_EQ(SECONDS(3), self->config.hold_timeout);
	EXPECT_EQ(SECONDS(30), self->config.total_timeout);
	EXPECT_TRUE(self->config.convert);
	EXPECT_EQ('/', self->config.converter[0]);
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
		EXPECT_EQ(NULL, self->config.origins[i].file);
}

TEST(every_default_of_the_table_is_valid)
{
	struct config config;
	char value[256];

	ASSERT_EQ(0, config_load_untrusted("/nonexistent", &config));
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
		config_format_value(&config, (enum config_key_id)i, value, sizeof(value));
		EXPECT_STREQ(config_keys[i].default_value, value);
	}
	config_done(&config);
}

TEST_F(config, every_key_is_read_and_remembers_its_line)
{
	load(self, "# a comment\n"
		   "[Store]\n"
		   "state-directory = /tmp/state dir\n"
		   "run-directory=/tmp/run ; and a comment\n"
		   "\n"
		   "[Collector]\n"
		   "; another\n"
		   "hold-timeout=500ms\n"
		   "\ttotal-timeout=1min\r\n"
		   "convert=no\n"
		   "converter=/tmp/converter");
	EXPECT_STREQ("", problem(self, 0));
	EXPECT_STREQ("/tmp/state dir", self->config.state_directory);
	EXPECT_STREQ("/tmp/run", self->config.run_directory);
	EXPECT_EQ(500000000, self->config.hold_timeout);
	EXPECT_EQ(SECONDS(60), self->config.total_timeout);
	EXPECT_FALSE(self->config.convert);
	EXPECT_STREQ("/tmp/converter", self->config.converter);
	EXPECT_STREQ(self->file, self->config.origins[CONFIG_TOTAL_TIMEOUT].file);
	EXPECT_EQ(3, self->config.origins[CONFIG_STATE_DIRECTORY].line);
	EXPECT_EQ(9, self->config.origins[CONFIG_TOTAL_TIMEOUT].line);
	EXPECT_EQ(11, self->config.origins[CONFIG_CONVERTER].line);
}

TEST_F(config, limits_of_the_store)
{
	load(self, "[Store]\nquota=512M\nquota-percent=7\nkeep-free=0\nkeep-free-percent=0%\n"
		   "user-share=100%\nmax-age=30d\n");
	EXPECT_STREQ("", problem(self, 0));
	EXPECT_EQ(512ULL << 20, self->config.quota);
	EXPECT_EQ(7, self->config.quota_percent);
	EXPECT_EQ(0, self->config.keep_free);
	EXPECT_EQ(0, self->config.keep_free_percent);
	EXPECT_EQ(100, self->config.user_share);
	EXPECT_EQ(SECONDS(30 * 86400), self->config.max_age);
	config_done(&self->config);
	load(self, "[Store]\nuser-share=0\nuser-share=101%\nquota-percent=5 %\nquota-percent=%\n"
		   "quota=1K\n");
	EXPECT_STREQ("2 [Store] user-share: must be from 1% to 100%", problem(self, 0));
	EXPECT_STREQ("3 [Store] user-share: must be from 1% to 100%", problem(self, 1));
	EXPECT_STREQ("4 [Store] quota-percent: must be a percentage such as 10%", problem(self, 2));
	EXPECT_STREQ("5 [Store] quota-percent: must be a percentage such as 10%", problem(self, 3));
	EXPECT_STREQ("6 [Store] quota: must be from 1M to 1024T", problem(self, 4));
}

TEST_F(config, bad_values_are_named_and_ignored)
{
	load(self, "[Store]\n"
		   "state-directory=relative/path\n"
		   "nonsense=1\n"
		   "[Collector]\n"
		   "hold-timeout=soon\n"
		   "total-timeout=2h\n"
		   "convert=maybe\n"
		   "converter=/c\n");
	EXPECT_STREQ("2 [Store] state-directory: must be an absolute path", problem(self, 0));
	EXPECT_STREQ("3 [Store] nonsense: key is not known", problem(self, 1));
	EXPECT_STREQ("5 [Collector] hold-timeout: must be a duration such as 500ms or 10s",
		     problem(self, 2));
	EXPECT_STREQ("6 [Collector] total-timeout: must be from 100ms to 1h", problem(self, 3));
	EXPECT_STREQ("7 [Collector] convert: must be yes or no", problem(self, 4));
	EXPECT_STREQ("", problem(self, 5));
	EXPECT_STREQ("/var/lib/minidumpd", self->config.state_directory);
	EXPECT_EQ(SECONDS(30), self->config.total_timeout);
	EXPECT_STREQ("/c", self->config.converter);
}

TEST_F(config, bad_lines_are_named_and_ignored)
{
	load(self, "state-directory=/outside\n"
		   "[Store]\n"
		   "no equals sign\n"
		   "[Nonsense]\n"
		   "hold-timeout=1s\n"
		   "not even this\n"
		   "[Collector\n"
		   "hold-timeout=2s\n"
		   "[Collector]\n"
		   "convert=off\n"
		   "last line");
	EXPECT_STREQ("1 [] state-directory: key is not known", problem(self, 0));
	EXPECT_STREQ("3 [] -: line is not KEY=VALUE", problem(self, 1));
	EXPECT_STREQ("4 [] -: section [Nonsense] is not known", problem(self, 2));
	EXPECT_STREQ("7 [] -: section without ']'", problem(self, 3));
	EXPECT_STREQ("11 [] -: line is not KEY=VALUE", problem(self, 4));
	EXPECT_STREQ("", problem(self, 5));
	EXPECT_EQ(SECONDS(3), self->config.hold_timeout);
	EXPECT_FALSE(self->config.convert);
}

TEST_F(config, an_empty_value_means_the_default)
{
	load(self, "[Store]\nrun-directory=/a\nrun-directory=\n");
	EXPECT_STREQ("", problem(self, 0));
	EXPECT_STREQ("/run/minidumpd", self->config.run_directory);
	EXPECT_EQ(NULL, self->config.origins[CONFIG_RUN_DIRECTORY].file);
}

TEST_F(config, an_overlong_line_is_named_and_ignored)
{
	char text[1024] = "[Store]\nrun-directory=/";

	memset(text + strlen(text), 'x', 500);
	strncat(text, "\nstate-directory=/b\n", sizeof(text) - strlen(text) - 1);
	load(self, text);
	ASSERT_EQ(1, self->config.n_problems);
	EXPECT_EQ(2, self->config.problems[0].origin.line);
	EXPECT_STREQ("/run/minidumpd", self->config.run_directory);
	EXPECT_STREQ("/b", self->config.state_directory);
}

TEST_F(config, a_long_comment_is_no_problem)
{
	char text[1024] = "[Store]\n# ";

	memset(text + strlen(text), 'x', 500);
	load(self, text);
	EXPECT_STREQ("", problem(self, 0));
}

TEST_F(config, nul_bytes_and_a_byte_order_mark)
{
	static const char text[] = "\xef\xbb\xbf[Store]\nrun-directory=/a\0b\nstate-directory=/c\n";

	write_file(self->file, text, sizeof(text) - 1);
	ASSERT_EQ(0, config_load_untrusted(self->file, &self->config));
	EXPECT_STREQ("2 [] -: line holds a NUL byte", problem(self, 0));
	EXPECT_STREQ("", problem(self, 1));
	EXPECT_STREQ("/run/minidumpd", self->config.run_directory);
	EXPECT_STREQ("/c", self->config.state_directory);
}

TEST_F(config, drop_ins_win_in_the_order_of_their_names)
{
	write_drop_in(self, "2.conf", "[Collector]\nhold-timeout=2s\n");
	write_drop_in(self, "1.conf", "[Collector]\nhold-timeout=1s\ntotal-timeout=11s\n");
	write_drop_in(self, "3.confx", "[Collector]\nhold-timeout=4s\n");
	write_drop_in(self, ".4.conf", "[Collector]\nhold-timeout=5s\n");
	load(self, "[Collector]\nhold-timeout=9s\ntotal-timeout=9s\nconvert=no\n");
	EXPECT_STREQ("", problem(self, 0));
	EXPECT_EQ(SECONDS(2), self->config.hold_timeout);
	EXPECT_EQ(SECONDS(11), self->config.total_timeout);
	EXPECT_FALSE(self->config.convert);
	EXPECT_NE(NULL, strstr(self->config.origins[CONFIG_HOLD_TIMEOUT].file, "a.conf.d/2.conf"));
}

TEST_F(config, hold_timeout_is_cut_to_the_total)
{
	load(self, "[Collector]\nhold-timeout=20s\ntotal-timeout=10s\n");
	EXPECT_STREQ(
		"2 [Collector] hold-timeout: longer than total-timeout, which is used for both",
		problem(self, 0));
	EXPECT_EQ(SECONDS(10), self->config.hold_timeout);
}

TEST_F(config, a_missing_or_relative_file_is_a_problem)
{
	ASSERT_EQ(0, config_load_untrusted(self->file, &self->config));
	EXPECT_STREQ("0 [] -: No such file or directory", problem(self, 0));
	EXPECT_STREQ(self->file, self->config.problems[0].origin.file);
	config_done(&self->config);
	ASSERT_EQ(0, config_load_untrusted("a.conf", &self->config));
	EXPECT_STREQ("0 [] -: not used: the path is not absolute", problem(self, 0));
	EXPECT_STREQ("/var/lib/minidumpd", self->config.state_directory);
}

TEST_F(config, what_is_no_file_is_a_problem)
{
	ASSERT_EQ(0, config_load_untrusted(self->directory, &self->config));
	EXPECT_STREQ("0 [] -: Is a directory", problem(self, 0));
	config_done(&self->config);
	ASSERT_EQ(0, mkfifo(self->file, 0600));
	ASSERT_EQ(0, config_load_untrusted(self->file, &self->config));
	EXPECT_EQ(SECONDS(3), self->config.hold_timeout);
}

TEST_F(config, a_file_that_others_may_write_is_refused)
{
	write_file(self->file, "[Collector]\nconvert=no\n", 23);
	ASSERT_EQ(0, chmod(self->file, 0666));
	ASSERT_EQ(0, config_load(self->file, &self->config));
	EXPECT_STREQ("0 [] -: not used: others than root own it or may write to it",
		     problem(self, 0));
	EXPECT_TRUE(self->config.convert);
}

TEST_F(config, only_so_many_problems_are_kept)
{
	char text[1024] = "[Store]\n";

	for (size_t i = 0; i < CONFIG_PROBLEMS_MAX + 5; i++)
		strncat(text, "bad\n", sizeof(text) - strlen(text) - 1);
	load(self, text);
	EXPECT_EQ(CONFIG_PROBLEMS_MAX, self->config.n_problems);
	EXPECT_EQ(5, self->config.n_problems_dropped);
}

TEST_HARNESS_MAIN
