/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/deletion.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "lib/store/store_list.h"
#include "tests/unit/sample_report.h"

FIXTURE(deletion)
{
	struct store_directory directory;
	struct deletion deletion;
};

FIXTURE_SETUP(deletion)
{
	self->deletion = DELETION_INIT;
	ASSERT_EQ(0, store_directory_init(&self->directory));
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 1, ""));
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_SECOND, 2, ""));
}

FIXTURE_TEARDOWN(deletion)
{
	deletion_done(&self->deletion);
	store_directory_done(&self->directory);
}

static int delete (FIXTURE_DATA(deletion) * self)
{
	deletion_done(&self->deletion);
	return deletion_run(&self->directory.store, SAMPLE_FIRST, &self->deletion);
}

static size_t count_reports(FIXTURE_DATA(deletion) * self)
{
	_cleanup_(store_list_done) struct store_list list = STORE_LIST_INIT;

	return store_list_read(&self->directory.store, &list) == 0 ? list.n_reports : 99;
}

TEST_F(deletion, the_commit_mark_goes_first)
{
	ASSERT_EQ(0, delete (self));
	ASSERT_EQ(2, self->deletion.n_deleted);
	EXPECT_NE(NULL, strstr(self->deletion.deleted[0], SAMPLE_FIRST ".extra"));
	EXPECT_NE(NULL, strstr(self->deletion.deleted[1], SAMPLE_FIRST ".dmp"));
	EXPECT_EQ('/', self->deletion.deleted[0][0]);
	EXPECT_EQ(-1, faccessat(self->directory.store.pending_fd, SAMPLE_FIRST ".dmp", F_OK, 0));
	EXPECT_EQ(1, count_reports(self));
}

TEST_F(deletion, an_intermediate_dump_goes_too)
{
	ASSERT_EQ(0, store_directory_put(&self->directory, "spool", SAMPLE_FIRST, ".idump", "x"));
	ASSERT_EQ(0, delete (self));
	EXPECT_EQ(3, self->deletion.n_deleted);
	EXPECT_NE(NULL, strstr(self->deletion.deleted[0], SAMPLE_FIRST ".idump"));
	EXPECT_EQ(1, count_reports(self));
}

TEST_F(deletion, what_is_at_work_is_left_alone)
{
	static const char *const suffixes[] = { ".idump", ".idump.part" };

	for (size_t i = 0; i < 2; i++) {
		_cleanup_close_ int fd = NO_FD;
		char name[STORE_NAME_SIZE];

		ASSERT_EQ(0, store_directory_put(&self->directory, "spool", SAMPLE_FIRST,
						 suffixes[i], "x"));
		store_file_name(SAMPLE_FIRST, suffixes[i], name);
		fd = openat(self->directory.store.spool_fd, name, O_RDONLY | O_CLOEXEC);
		ASSERT_EQ(0, flock(fd, LOCK_EX));
		EXPECT_EQ(-EWOULDBLOCK, delete (self));
		EXPECT_EQ(0, self->deletion.n_deleted);
		ASSERT_EQ(0, unlinkat(self->directory.store.spool_fd, name, 0));
	}
	EXPECT_EQ(2, count_reports(self));
}

TEST_F(deletion, failures_name_the_file)
{
	ASSERT_EQ(0, unlinkat(self->directory.store.pending_fd, SAMPLE_FIRST ".dmp", 0));
	ASSERT_EQ(0, mkdirat(self->directory.store.pending_fd, SAMPLE_FIRST ".dmp", 0700));
	EXPECT_EQ(-EISDIR, delete (self));
	EXPECT_EQ(1, self->deletion.n_deleted);
	ASSERT_NE(NULL, self->deletion.failed);
	EXPECT_NE(NULL, strstr(self->deletion.failed, SAMPLE_FIRST ".dmp"));
}

TEST_F(deletion, nothing_to_delete)
{
	ASSERT_EQ(0, delete (self));
	EXPECT_EQ(0, delete (self));
	EXPECT_EQ(0, self->deletion.n_deleted);
}

TEST_HARNESS_MAIN
