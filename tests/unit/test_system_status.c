/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/store/run_file.h"
#include "minidumpctl/system/system_status.h"
#include "tests/unit/run_directory.h"
#include "tests/unit/store_directory.h"

#define ID	 "018bcfe5-6800-7000-8000-0123456789ab"
#define OTHER_ID "018bcfe5-6800-7000-8000-0123456789ac"

FIXTURE(status)
{
	struct run_directory run;
	struct store_directory state;
	char config[96];
	struct system_status found;
};

FIXTURE_SETUP(status)
{
	FILE *file;

	run_directory_init(&self->run);
	ASSERT_EQ(store_directory_init(&self->state), 0);
	(void)snprintf(self->config, sizeof(self->config), "%s/status.conf", self->run.path);
	file = fopen(self->config, "w");
	ASSERT_NE(NULL, file);
	fprintf(file, "[Store]\nstate-directory=%s\nrun-directory=%s\n", self->state.path,
		self->run.path);
	ASSERT_EQ(fclose(file), 0);
}

FIXTURE_TEARDOWN(status)
{
	system_status_done(&self->found);
	(void)unlink(self->config);
	store_directory_done(&self->state);
	run_directory_done(&self->run);
}

static int read_status(FIXTURE_DATA(status) * self)
{
	const struct invocation invocation = { .config = self->config };

	return system_status_read(&invocation, &self->found);
}

TEST_F(status, of_a_new_installation_is_empty)
{
	ASSERT_EQ(read_status(self), 0);
	EXPECT_EQ(self->found.counts_error, -ENOENT);
	EXPECT_EQ(self->found.store_error, 0);
	EXPECT_TRUE(self->found.has_queue);
	EXPECT_EQ(self->found.n_spooled + self->found.n_writing + self->found.n_failed, 0);
	EXPECT_EQ(system_status_last_crash(&self->found), 0);
	EXPECT_EQ(system_status_unaccounted(&self->found), 0);
}

TEST_F(status, has_what_was_counted)
{
	struct outcome_table *table = NULL;

	ASSERT_EQ(outcome_table_open(self->run.path, &table), 0);
	for (uint64_t i = 1; i <= 5; i++)
		outcome_table_add(table, OUTCOME_started, i);
	outcome_table_add(table, OUTCOME_mini, 3);
	outcome_table_add(table, OUTCOME_lost_full, 4);
	outcome_table_close(table);
	ASSERT_EQ(read_status(self), 0);
	EXPECT_EQ(self->found.counts_error, 0);
	EXPECT_EQ(self->found.counts.of[OUTCOME_mini].count, 1);
	EXPECT_EQ(system_status_last_crash(&self->found), 5);
	EXPECT_EQ(system_status_unaccounted(&self->found), 3);
}

TEST_F(status, has_the_queue)
{
	char path[128];

	ASSERT_EQ(store_directory_put(&self->state, STORE_SPOOL, ID, STORE_SUFFIX_PART, "x"), 0);
	ASSERT_EQ(store_directory_put(&self->state, STORE_SPOOL, OTHER_ID, STORE_SUFFIX_IDUMP, "x"),
		  0);
	(void)snprintf(path, sizeof(path), "%s/" STORE_SPOOL "/" STORE_FAILED, self->state.path);
	ASSERT_EQ(mkdir(path, 0700), 0);
	ASSERT_EQ(store_directory_put(&self->state, STORE_SPOOL "/" STORE_FAILED, ID,
				      STORE_SUFFIX_IDUMP, "x"),
		  0);
	ASSERT_EQ(read_status(self), 0);
	EXPECT_EQ(self->found.n_writing, 1);
	EXPECT_EQ(self->found.n_spooled, 1);
	EXPECT_EQ(self->found.n_failed, 1);
}

TEST_F(status, without_a_store_has_the_counts)
{
	const struct invocation invocation = {
		.config = self->config,
		.directory = "/tmp/minidumpd-no-such-directory",
	};
	struct outcome_table *table = NULL;

	ASSERT_EQ(outcome_table_open(self->run.path, &table), 0);
	outcome_table_add(table, OUTCOME_lost_store, 1);
	outcome_table_close(table);
	ASSERT_EQ(system_status_read(&invocation, &self->found), 0);
	EXPECT_EQ(self->found.store_error, -ENOENT);
	EXPECT_EQ(self->found.counts.of[OUTCOME_lost_store].count, 1);
}

TEST_F(status, tells_of_counts_that_are_none)
{
	static const char content[64] = "something else";

	run_directory_put(&self->run, RUN_FILE_COUNTS, content, sizeof(content));
	ASSERT_EQ(read_status(self), 0);
	EXPECT_EQ(self->found.counts_error, -EBADMSG);
}

TEST_HARNESS_MAIN
