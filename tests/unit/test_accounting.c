/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdlib.h>

#include "collector/accounting.h"
#include "tests/unit/run_directory.h"

static const struct policy_decision whole = { .name = "", .action = POLICY_MINI };

static struct supervisor finished(void)
{
	return (struct supervisor){
		.decision = &whole,
		.worker = 1,
		.is_store_ready = true,
		.stored = true,
		.last = { .stage = STAGE_FINISHED, .written = 1000 },
	};
}

TEST(outcome_of_a_whole_report)
{
	struct supervisor supervisor = finished();

	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_mini);
	supervisor.is_small = true;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_small_no_slot);
}

TEST(outcome_of_what_the_owner_decided)
{
	static const struct policy_decision small = { .action = POLICY_SMALL };
	static const struct policy_decision count = { .action = POLICY_COUNT };
	static const struct policy_decision ignore = { .action = POLICY_IGNORE };
	struct supervisor supervisor = finished();

	supervisor.decision = &small;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_small_policy);
	supervisor.stored = false;
	supervisor.decision = &count;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_counted);
	supervisor.decision = &ignore;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_ignored);
}

TEST(outcome_of_a_worker_that_failed)
{
	struct supervisor supervisor = finished();

	supervisor.last.stage = STAGE_COMMITTED;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_partial);
	supervisor.last = (struct worker_report){ .stage = STAGE_STARTED };
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_record);
	supervisor.last.status = -EPERM;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_no_privileges);
}

TEST(outcome_of_a_crash_without_a_report)
{
	struct supervisor supervisor = finished();

	supervisor.stored = false;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_lost_store);
	supervisor.failure_error = ENOSPC;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_lost_full);
	supervisor.failure_error = EAGAIN;
	supervisor.worker = 0;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_lost_worker);
	supervisor.is_store_ready = false;
	EXPECT_EQ(accounting_outcome(&supervisor), OUTCOME_lost_store);
}

FIXTURE(accounting)
{
	struct run_directory directory;
	struct supervisor supervisor;
	struct crash_capture *capture;
	struct outcome_counts found;
};

FIXTURE_SETUP(accounting)
{
	run_directory_init(&self->directory);
	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(NULL, self->capture);
	crash_capture_init(self->capture);
	self->capture->clocks.realtime_ns = 77;
	self->supervisor = finished();
	self->supervisor.config.run_directory = self->directory.path;
}

FIXTURE_TEARDOWN(accounting)
{
	outcome_table_close(self->supervisor.counts);
	crash_capture_done(self->capture);
	free(self->capture);
	run_directory_done(&self->directory);
}

TEST_F(accounting, counts_the_start_and_the_end)
{
	accounting_start(&self->supervisor, self->capture);
	accounting_finish(&self->supervisor, self->capture);
	ASSERT_EQ(outcome_counts_read(self->directory.path, &self->found), 0);
	EXPECT_EQ(self->found.of[OUTCOME_started].count, 1);
	EXPECT_EQ(self->found.of[OUTCOME_mini].count, 1);
	EXPECT_EQ(self->found.of[OUTCOME_mini].last_ns, 77);
	EXPECT_EQ(self->capture->soft_errors.n_items, 0);
}

TEST_F(accounting, without_a_run_directory_is_a_soft_error)
{
	self->supervisor.config.run_directory = "/tmp/minidumpd-no-such-directory";
	accounting_start(&self->supervisor, self->capture);
	accounting_finish(&self->supervisor, self->capture);
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_run_directory);
	EXPECT_STREQ(self->capture->soft_errors.items[0].subject, "counts");
	EXPECT_EQ(self->capture->soft_errors.items[0].error, ENOENT);
}

TEST_HARNESS_MAIN
