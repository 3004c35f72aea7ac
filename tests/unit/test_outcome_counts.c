/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/store/outcome_counts.h"
#include "lib/store/run_file.h"
#include "tests/unit/run_directory.h"

FIXTURE(counts)
{
	struct run_directory directory;
	struct outcome_counts found;
};

FIXTURE_SETUP(counts)
{
	run_directory_init(&self->directory);
}

FIXTURE_TEARDOWN(counts)
{
	run_directory_done(&self->directory);
}

static int add(const struct run_directory *directory, enum outcome outcome, uint64_t now_ns)
{
	struct outcome_table *table = NULL;
	int r = outcome_table_open(directory->path, &table);

	outcome_table_add(table, outcome, now_ns);
	outcome_table_close(table);
	return r;
}

TEST_F(counts, are_read_as_they_were_added)
{
	ASSERT_EQ(add(&self->directory, OUTCOME_mini, 100), 0);
	ASSERT_EQ(add(&self->directory, OUTCOME_mini, 200), 0);
	ASSERT_EQ(add(&self->directory, OUTCOME_lost_worker, 300), 0);
	ASSERT_EQ(outcome_counts_read(self->directory.path, &self->found), 0);
	EXPECT_EQ(self->found.of[OUTCOME_mini].count, 2);
	EXPECT_EQ(self->found.of[OUTCOME_mini].last_ns, 200);
	EXPECT_EQ(self->found.of[OUTCOME_lost_worker].count, 1);
	EXPECT_EQ(self->found.of[OUTCOME_started].count, 0);
}

TEST_F(counts, of_many_at_once_are_exact)
{
	for (int i = 0; i < 20; i++)
		if (fork() == 0) {
			for (int k = 0; k < 50; k++)
				if (add(&self->directory, OUTCOME_over_rate, 1) < 0)
					_exit(1);
			_exit(0);
		}
	for (int status; wait(&status) > 0;)
		EXPECT_EQ(status, 0);
	ASSERT_EQ(outcome_counts_read(self->directory.path, &self->found), 0);
	EXPECT_EQ(self->found.of[OUTCOME_over_rate].count, 1000);
}

TEST_F(counts, are_nothing_before_the_first)
{
	EXPECT_EQ(outcome_counts_read(self->directory.path, &self->found), -ENOENT);
	EXPECT_EQ(outcome_counts_read("/tmp/minidumpd-no-such-directory", &self->found), -ENOENT);
	run_directory_put(&self->directory, RUN_FILE_COUNTS, "", 0);
	EXPECT_EQ(outcome_counts_read(self->directory.path, &self->found), -ENOENT);
}

TEST_F(counts, are_not_taken_from_another_file)
{
	static const char content[4096] = "something else";
	struct outcome_table *table = NULL;

	run_directory_put(&self->directory, RUN_FILE_COUNTS, content, sizeof(content));
	EXPECT_EQ(outcome_table_open(self->directory.path, &table), -EBADMSG);
	EXPECT_EQ(outcome_counts_read(self->directory.path, &self->found), -EBADMSG);
}

/* A version before had fewer kinds: what it did not count is 0. */
TEST_F(counts, of_a_shorter_table_are_read)
{
	const uint64_t content[] = { 0x003130544e43444dULL, 0, 7, 70, 5, 50 };

	run_directory_put(&self->directory, RUN_FILE_COUNTS, content, sizeof(content));
	ASSERT_EQ(outcome_counts_read(self->directory.path, &self->found), 0);
	EXPECT_EQ(self->found.of[OUTCOME_started].count, 7);
	EXPECT_EQ(self->found.of[OUTCOME_mini].last_ns, 50);
	EXPECT_EQ(self->found.of[OUTCOME_partial].count, 0);
	ASSERT_EQ(add(&self->directory, OUTCOME_mini, 60), 0);
	ASSERT_EQ(outcome_counts_read(self->directory.path, &self->found), 0);
	EXPECT_EQ(self->found.of[OUTCOME_mini].count, 6);
}

TEST_F(counts, may_be_read_by_all)
{
	struct stat status;
	char path[96];

	(void)umask(022);
	ASSERT_EQ(add(&self->directory, OUTCOME_mini, 1), 0);
	(void)snprintf(path, sizeof(path), "%s/" RUN_FILE_COUNTS, self->directory.path);
	ASSERT_EQ(stat(path, &status), 0);
	EXPECT_EQ(status.st_mode & 07777, 0644);
}

TEST_F(counts, without_a_table_go_nowhere)
{
	outcome_table_add(NULL, OUTCOME_mini, 1);
	EXPECT_EQ(outcome_table_count(NULL, OUTCOME_mini), 0);
}

TEST(outcomes_have_names)
{
	for (size_t i = 0; i < OUTCOME_END_; i++) {
		EXPECT_NE(outcome_label((enum outcome)i)[0], '\0');
		EXPECT_NE(outcome_meaning((enum outcome)i)[0], '\0');
	}
}

TEST_HARNESS_MAIN
