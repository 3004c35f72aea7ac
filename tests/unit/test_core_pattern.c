/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"

#include "coredump-pattern/core_pattern.h"
#include "coredump-pattern/saved_pattern.h"

#define OURS	"|/usr/lib/minidumpd/minidump-collector P=%P"
#define FOREIGN "|/usr/lib/systemd/systemd-coredump %P %u"

static const struct core_setting ours = { .pattern = OURS, .limit = "4096" };

FIXTURE(core_pattern)
{
	char directory[64];
	char pattern[128], limit[128], state[128], other_state[128];
	struct core_pattern_paths paths;
};

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) == EOF || fclose(file) != 0)
		abort();
}

FIXTURE_SETUP(core_pattern)
{
	strncpy(self->directory, "/tmp/minidumpd-pattern-XXXXXX", sizeof(self->directory) - 1);
	ASSERT_NE(NULL, mkdtemp(self->directory));
	snprintf(self->pattern, sizeof(self->pattern), "%s/core_pattern", self->directory);
	snprintf(self->limit, sizeof(self->limit), "%s/core_pipe_limit", self->directory);
	snprintf(self->state, sizeof(self->state), "%s/run/previous", self->directory);
	snprintf(self->other_state, sizeof(self->other_state), "%s/run2/previous", self->directory);
	self->paths = (struct core_pattern_paths){
		.pattern = self->pattern,
		.limit = self->limit,
		.state_file = self->state,
		.init_root = "/",
		.owner = geteuid(),
	};
	write_text(self->pattern, "core.%p and more\n");
	write_text(self->limit, "7\n");
}

FIXTURE_TEARDOWN(core_pattern)
{
	static const char *const names[] = { "core_pattern",	"core_pipe_limit",
					     "run/previous",	"run/previous.lock",
					     "run2/previous",	"run2/previous.lock",
					     "run/previous.new" };
	char path[256];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", self->directory, names[i]);
		(void)unlink(path);
	}
	snprintf(path, sizeof(path), "%s/run", self->directory);
	(void)rmdir(path);
	snprintf(path, sizeof(path), "%s/run2", self->directory);
	(void)rmdir(path);
	EXPECT_EQ(0, rmdir(self->directory));
}

/* What the sysctls hold, as "PATTERN, LIMIT". */
static const char *current(FIXTURE_DATA(core_pattern) * self)
{
	static char text[CORE_PATTERN_SIZE + CORE_PIPE_LIMIT_SIZE + 4];
	struct core_setting setting;

	if (core_setting_read(&self->paths, &setting) < 0)
		return "unreadable";
	snprintf(text, sizeof(text), "%s, %s", setting.pattern, setting.limit);
	return text;
}

/* What is saved in a state file, likewise. */
static const char *saved(FIXTURE_DATA(core_pattern) * self, const char *state_file)
{
	static char text[CORE_PATTERN_SIZE + CORE_PIPE_LIMIT_SIZE + 4];
	struct core_setting setting;

	if (saved_pattern_read(state_file, self->paths.owner, &setting) < 0)
		return "nothing";
	snprintf(text, sizeof(text), "%s, %s", setting.pattern, setting.limit);
	return text;
}

static enum core_pattern_state state_now(FIXTURE_DATA(core_pattern) * self)
{
	struct core_pattern_status status;

	if (core_pattern_get_status(&self->paths, &status) < 0)
		abort();
	return status.state;
}

TEST_F(core_pattern, enable_and_disable_restore_exactly)
{
	enum core_pattern_undone undone;

	EXPECT_EQ(CORE_PATTERN_NOT_OURS, state_now(self));
	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	EXPECT_STREQ(OURS ", 4096", current(self));
	EXPECT_EQ(CORE_PATTERN_OURS, state_now(self));
	EXPECT_STREQ("core.%p and more, 7", saved(self, self->state));
	ASSERT_EQ(0, core_pattern_disable(&self->paths, false, &undone));
	EXPECT_EQ(CORE_PATTERN_RESTORED, undone);
	EXPECT_STREQ("core.%p and more, 7", current(self));
	EXPECT_STREQ("nothing", saved(self, self->state));
	EXPECT_EQ(CORE_PATTERN_NOT_OURS, state_now(self));
}

TEST_F(core_pattern, any_bytes_are_restored)
{
	char pattern[CORE_PATTERN_SIZE + 1];
	enum core_pattern_undone undone;
	struct core_setting setting;

	for (size_t i = 0; i < CORE_PATTERN_SIZE - 1; i++)
		pattern[i] = (char)(255 - i);
	pattern[0] = '\x01';
	pattern[1] = '\r';
	pattern[2] = ' ';
	pattern[CORE_PATTERN_SIZE - 1] = '\0';
	ASSERT_EQ(0, core_setting_write_pattern(&self->paths, pattern));
	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	ASSERT_EQ(0, core_pattern_disable(&self->paths, false, &undone));
	ASSERT_EQ(0, core_setting_read(&self->paths, &setting));
	EXPECT_STREQ(pattern, setting.pattern);
}

TEST_F(core_pattern, an_empty_pattern_and_a_negative_limit_are_restored)
{
	enum core_pattern_undone undone;

	write_text(self->pattern, "\n");
	write_text(self->limit, "-1\n");
	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	ASSERT_EQ(0, core_pattern_disable(&self->paths, false, &undone));
	EXPECT_STREQ(", -1", current(self));
}

TEST_F(core_pattern, enabling_twice_keeps_the_first_previous)
{
	const struct core_setting other = {
		.pattern = "|/opt/minidump-collector config=/tmp/f P=%P",
		.limit = "8",
	};
	enum core_pattern_undone undone;

	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	ASSERT_EQ(0, core_pattern_enable(&self->paths, &other, self->state));
	EXPECT_STREQ("|/opt/minidump-collector config=/tmp/f P=%P, 8", current(self));
	EXPECT_STREQ("core.%p and more, 7", saved(self, self->state));
	ASSERT_EQ(0, core_pattern_disable(&self->paths, false, &undone));
	EXPECT_STREQ("core.%p and more, 7", current(self));
}

TEST_F(core_pattern, another_run_directory_takes_the_previous_along)
{
	struct core_pattern_paths other = self->paths;

	other.state_file = self->other_state;
	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	ASSERT_EQ(0, core_pattern_enable(&other, &ours, self->state));
	EXPECT_STREQ("nothing", saved(self, self->state));
	EXPECT_STREQ("core.%p and more, 7", saved(self, self->other_state));
}

TEST_F(core_pattern, our_own_pattern_is_never_saved)
{
	enum core_pattern_undone undone;

	write_text(self->pattern, "|/elsewhere/minidump-collector P=%P\n");
	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	EXPECT_STREQ("nothing", saved(self, self->state));
	ASSERT_EQ(0, core_pattern_disable(&self->paths, false, &undone));
	EXPECT_EQ(CORE_PATTERN_RESTORED_DEFAULT, undone);
	EXPECT_STREQ("core, 0", current(self));
}

TEST_F(core_pattern, what_another_program_has_set_is_left_alone)
{
	enum core_pattern_undone undone;

	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	write_text(self->pattern, FOREIGN "\n");
	EXPECT_EQ(CORE_PATTERN_TAKEN_OVER, state_now(self));
	EXPECT_EQ(-EBUSY, core_pattern_disable(&self->paths, false, &undone));
	EXPECT_STREQ(FOREIGN ", 4096", current(self));
	ASSERT_EQ(0, core_pattern_disable(&self->paths, true, &undone));
	EXPECT_EQ(CORE_PATTERN_RESTORED, undone);
	EXPECT_STREQ("core.%p and more, 7", current(self));
}

TEST_F(core_pattern, enabling_after_a_take_over_saves_the_new_owner)
{
	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	write_text(self->pattern, FOREIGN "\n");
	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	EXPECT_STREQ(OURS ", 4096", current(self));
	EXPECT_STREQ(FOREIGN ", 4096", saved(self, self->state));
}

TEST_F(core_pattern, disabling_what_is_not_enabled_changes_nothing)
{
	enum core_pattern_undone undone;

	ASSERT_EQ(0, core_pattern_disable(&self->paths, false, &undone));
	EXPECT_EQ(CORE_PATTERN_NOTHING_TO_UNDO, undone);
	EXPECT_STREQ("core.%p and more, 7", current(self));
	EXPECT_NE(0, access(self->state, F_OK));
}

TEST_F(core_pattern, an_interrupted_disable_is_finished)
{
	enum core_pattern_undone undone;

	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	write_text(self->pattern, "core.%p and more\n");
	EXPECT_EQ(CORE_PATTERN_NOT_OURS, state_now(self));
	ASSERT_EQ(0, core_pattern_disable(&self->paths, false, &undone));
	EXPECT_EQ(CORE_PATTERN_RESTORED, undone);
	EXPECT_STREQ("core.%p and more, 7", current(self));
}

TEST_F(core_pattern, a_pattern_that_cannot_be_written_leaves_the_limit)
{
	struct core_setting setting;
	int r;

	/* Not even root may write this one, or all of /proc/sys is read-only. */
	self->paths.pattern = "/proc/sys/kernel/ostype";
	r = core_pattern_enable(&self->paths, &ours, NULL);
	EXPECT_TRUE(r == -EACCES || r == -EROFS);
	ASSERT_EQ(0, core_setting_read(&self->paths, &setting));
	EXPECT_STREQ("7", setting.limit);
}

TEST_F(core_pattern, a_state_file_that_others_may_write_is_not_believed)
{
	struct core_setting setting;

	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	ASSERT_EQ(0, chmod(self->state, 0666));
	EXPECT_EQ(-EPERM, saved_pattern_read(self->state, geteuid(), &setting));
	ASSERT_EQ(0, chmod(self->state, 0644));
	EXPECT_EQ(-EPERM, saved_pattern_read(self->state, geteuid() + 1, &setting));
	EXPECT_EQ(0, saved_pattern_read(self->state, geteuid(), &setting));
}

TEST_F(core_pattern, a_damaged_state_file_is_not_believed)
{
	static const char *const texts[] = { "", "limit=1\n", "limit=1\npattern=core",
					     "pattern=core\nlimit=1\n",
					     "limit=12345678901234567890\npattern=core\n" };
	struct core_setting setting;

	ASSERT_EQ(0, core_pattern_enable(&self->paths, &ours, NULL));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_text(self->state, texts[i]);
		EXPECT_EQ(-EBADMSG, saved_pattern_read(self->state, geteuid(), &setting));
	}
}

TEST(handler_of_a_pattern)
{
	struct pattern_handler handler =
		pattern_handler_of("|/a%%b/minidump-collector config=/c%%d P=%P e=%e config");

	EXPECT_STREQ("/a%b/minidump-collector", handler.path);
	EXPECT_STREQ("/c%d", handler.config);
	EXPECT_TRUE(handler.is_ours);
	handler = pattern_handler_of("core");
	EXPECT_STREQ("", handler.path);
	EXPECT_FALSE(handler.is_ours);
	EXPECT_FALSE(pattern_handler_of("|").is_ours);
	EXPECT_FALSE(pattern_handler_of("|/bin/x /minidump-collector").is_ours);
	EXPECT_FALSE(pattern_handler_of("|/bin/minidump-collector2").is_ours);
	EXPECT_FALSE(pattern_handler_of("minidump-collector").is_ours);
}

TEST_HARNESS_MAIN
