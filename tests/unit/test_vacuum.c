/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/vacuum.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "lib/store/extra_keys.h"
#include "tests/unit/sample_report.h"

#define FOURTH "019aa87a-0003-7000-8000-000000000000"

FIXTURE(vacuum)
{
	struct store_directory directory;
	struct retention_limits limits;
	size_t n_described, n_removed;
};

/* Every report has the same signature. */
static int describe(void *context, const struct store *store, const struct store_report *report,
		    struct pool *texts, struct index_entry *entry)
{
	size_t *n_described = context;
	size_t column;

	(void)store;
	(void)report;
	++*n_described;
	if (!index_key_find(EXTRA_SIGNATURE, &column))
		return -EINVAL;
	entry->values[column] = pool_copy_text(texts, "same", 4);
	return 0;
}

FIXTURE_SETUP(vacuum)
{
	static const char *const ids[] = { SAMPLE_FIRST, SAMPLE_SECOND, SAMPLE_THIRD };

	self->limits = RETENTION_UNLIMITED;
	self->n_described = 0;
	ASSERT_EQ(0, store_directory_init(&self->directory));
	for (unsigned int i = 0; i < 3; i++)
		ASSERT_EQ(0, sample_report_put(&self->directory, ids[i], i + 1, ""));
	ASSERT_EQ(0, store_directory_put(&self->directory, STORE_SPOOL, FOURTH, ".idump", "x"));
}

FIXTURE_TEARDOWN(vacuum)
{
	store_directory_done(&self->directory);
}

static int run(FIXTURE_DATA(vacuum) * self)
{
	const struct extra_source source = { describe, &self->n_described };

	self->n_described = 0;
	return vacuum_run(&self->directory.store, &self->limits, &source, &self->n_removed);
}

static size_t count_reports(FIXTURE_DATA(vacuum) * self)
{
	_cleanup_(store_list_done) struct store_list list = STORE_LIST_INIT;

	return store_list_read(&self->directory.store, &list) == 0 ? list.n_reports : 99;
}

static size_t count_entries(FIXTURE_DATA(vacuum) * self)
{
	_cleanup_(report_index_done) struct report_index index = REPORT_INDEX_INIT;

	return report_index_read_all(&self->directory.store, &index) == 0 ? index.n_entries : 99;
}

static bool exists(FIXTURE_DATA(vacuum) * self, const char *id)
{
	char name[STORE_NAME_SIZE];

	store_file_name(id, STORE_SUFFIX_EXTRA, name);
	return faccessat(self->directory.store.pending_fd, name, F_OK, 0) == 0;
}

TEST_F(vacuum, what_the_index_lacks_is_read_once)
{
	ASSERT_EQ(0, run(self));
	EXPECT_EQ(3, self->n_described);
	EXPECT_EQ(0, self->n_removed);
	EXPECT_EQ(3, count_entries(self));
	ASSERT_EQ(0, run(self));
	EXPECT_EQ(0, self->n_described);
}

TEST_F(vacuum, what_is_gone_leaves_the_index)
{
	ASSERT_EQ(0, run(self));
	ASSERT_EQ(0, unlinkat(self->directory.store.pending_fd, SAMPLE_SECOND ".extra", 0));
	ASSERT_EQ(0, run(self));
	EXPECT_EQ(2, count_entries(self));
}

TEST_F(vacuum, those_between_go_first_and_the_last_never)
{
	self->limits.free_bytes = 1;
	ASSERT_EQ(0, run(self));
	EXPECT_EQ(1, self->n_removed);
	EXPECT_FALSE(exists(self, SAMPLE_SECOND));
	EXPECT_EQ(2, count_entries(self));
	self->limits.free_bytes = UINT64_MAX;
	ASSERT_EQ(0, run(self));
	EXPECT_FALSE(exists(self, SAMPLE_FIRST));
	EXPECT_TRUE(exists(self, SAMPLE_THIRD));
	EXPECT_EQ(1, count_entries(self));
	EXPECT_EQ(2, count_reports(self)); /* the spool is left alone */
}

TEST_F(vacuum, a_plan_changes_nothing)
{
	_cleanup_(vacuum_done) struct vacuum vacuum = VACUUM_INIT;
	const struct extra_source source = { describe, &self->n_described };

	self->limits.free_bytes = UINT64_MAX;
	ASSERT_EQ(0, vacuum_plan(&self->directory.store, &self->limits, &source, &vacuum));
	ASSERT_EQ(4, vacuum.n_reports);
	EXPECT_EQ(RETENTION_ROOM, vacuum.reports[0].verdict);
	EXPECT_EQ(RETENTION_KEEP, vacuum.reports[2].verdict);
	EXPECT_STREQ(SAMPLE_FIRST, vacuum_item(&vacuum, &vacuum.reports[0])->report.id);
	EXPECT_TRUE(vacuum.reports[3].is_fixed);
	EXPECT_EQ(4, count_reports(self));
	EXPECT_EQ(0, count_entries(self));
}

TEST_F(vacuum, a_crash_before_the_clock_was_set_is_not_old)
{
	static const char early[] = "00000000-0001-7000-8000-000000000000";

	ASSERT_EQ(0, sample_report_put(&self->directory, early, 1, ""));
	self->limits.now_ns = report_id_time_ns(FOURTH);
	self->limits.max_age_ns = 0;
	ASSERT_EQ(0, run(self));
	EXPECT_EQ(3, self->n_removed);
	EXPECT_TRUE(exists(self, early));
}

TEST_F(vacuum, one_set_aside_goes_with_its_report)
{
	ASSERT_EQ(0, mkdirat(self->directory.store.spool_fd, STORE_FAILED, 0700));
	ASSERT_EQ(0, store_directory_put(&self->directory, "spool/failed", SAMPLE_SECOND, ".idump",
					 "x"));
	self->limits.free_files = 3;
	ASSERT_EQ(0, run(self));
	EXPECT_EQ(1, self->n_removed);
	EXPECT_EQ(-1, faccessat(self->directory.store.spool_fd, "failed/" SAMPLE_SECOND ".idump",
				F_OK, 0));
}

TEST_HARNESS_MAIN
