/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/store_list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "tests/unit/store_directory.h"

#define OLD   "019aa87a-0001-7000-8000-000000000000"
#define NEWER "019aa87a-0002-7000-8000-000000000000"
#define NEW   "019aa87a-0003-7000-8000-000000000000"

FIXTURE(store_list)
{
	struct store_directory directory;
	struct store_list list;
};

FIXTURE_SETUP(store_list)
{
	ASSERT_EQ(0, store_directory_init(&self->directory));
	self->list = STORE_LIST_INIT;
}

FIXTURE_TEARDOWN(store_list)
{
	store_list_done(&self->list);
	store_directory_done(&self->directory);
}

static int put(FIXTURE_DATA(store_list) * self, const char *folder, const char *id,
	       const char *suffix)
{
	return store_directory_put(&self->directory, folder, id, suffix, "");
}

static int list(FIXTURE_DATA(store_list) * self)
{
	store_list_done(&self->list);
	return store_list_read(&self->directory.store, &self->list);
}

TEST_F(store_list, an_empty_store)
{
	struct store_report report;

	ASSERT_EQ(0, list(self));
	EXPECT_EQ(0, self->list.n_reports);
	EXPECT_EQ(-ENOENT, store_find(&self->directory.store, OLD, &report));
}

TEST_F(store_list, newest_first_in_every_state)
{
	ASSERT_EQ(0, put(self, "pending", NEWER, ".extra"));
	ASSERT_EQ(0, put(self, "pending", NEWER, ".dmp"));
	ASSERT_EQ(0, put(self, "spool", NEW, ".idump"));
	ASSERT_EQ(0, put(self, "submitted", OLD, ".extra"));
	ASSERT_EQ(0, list(self));
	ASSERT_EQ(3, self->list.n_reports);
	EXPECT_STREQ(NEW, self->list.reports[0].id);
	EXPECT_EQ(REPORT_SPOOLED, self->list.reports[0].state);
	EXPECT_STREQ(NEWER, self->list.reports[1].id);
	EXPECT_EQ(REPORT_PENDING, self->list.reports[1].state);
	EXPECT_TRUE(self->list.reports[1].has_minidump);
	EXPECT_STREQ(OLD, self->list.reports[2].id);
	EXPECT_EQ(REPORT_SUBMITTED, self->list.reports[2].state);
	EXPECT_FALSE(self->list.reports[2].has_minidump);
}

TEST_F(store_list, a_report_has_its_latest_state)
{
	static const struct {
		const char *folder, *suffix;
		enum report_state state;
	} steps[] = {
		{ "spool", ".idump.part", REPORT_WRITING },
		{ "spool", ".idump", REPORT_SPOOLED },
		{ "pending", ".dmp", REPORT_SPOOLED }, /* not committed yet */
		{ "pending", ".extra", REPORT_PENDING },
		{ "submitted", ".extra", REPORT_SUBMITTED },
	};
	struct store_report report;

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		ASSERT_EQ(0, put(self, steps[i].folder, OLD, steps[i].suffix));
		ASSERT_EQ(0, list(self));
		ASSERT_EQ(1, self->list.n_reports);
		EXPECT_EQ(steps[i].state, self->list.reports[0].state);
		ASSERT_EQ(0, store_find(&self->directory.store, OLD, &report));
		EXPECT_STREQ(self->list.reports[0].id, report.id);
		EXPECT_EQ(self->list.reports[0].state, report.state);
		EXPECT_EQ(self->list.reports[0].has_minidump, report.has_minidump);
	}
}

TEST_F(store_list, other_files_are_ignored)
{
	ASSERT_EQ(0, put(self, "pending", "README", ""));
	ASSERT_EQ(0, put(self, "pending", OLD, ".dmp"));
	ASSERT_EQ(0, put(self, "pending", OLD, ".extra~"));
	ASSERT_EQ(0, put(self, "pending", OLD, ""));
	ASSERT_EQ(0, put(self, "pending", "019AA87A-0001-7000-8000-000000000000", ".extra"));
	ASSERT_EQ(0, put(self, "spool", OLD, ".extra"));
	ASSERT_EQ(0, put(self, "spool", ".drain", ""));
	ASSERT_EQ(0, list(self));
	EXPECT_EQ(0, self->list.n_reports);
}

TEST_F(store_list, a_thousand_reports)
{
	char id[REPORT_ID_SIZE];

	for (unsigned int i = 0; i < 1000; i++) {
		(void)snprintf(id, sizeof(id), "019aa87a-%04x-7000-8000-000000000000",
			       i * 7919U % 1000U);
		ASSERT_EQ(0, put(self, "pending", id, ".extra"));
	}
	ASSERT_EQ(0, list(self));
	ASSERT_EQ(1000, self->list.n_reports);
	for (size_t i = 1; i < 1000; i++)
		ASSERT_GT(strcmp(self->list.reports[i - 1].id, self->list.reports[i].id), 0);
}

TEST_F(store_list, what_is_no_id_is_not_found)
{
	struct store_report report;

	EXPECT_EQ(-ENOENT, store_find(&self->directory.store, "../../etc/passwd", &report));
	EXPECT_EQ(-ENOENT, store_find(&self->directory.store, "", &report));
}

TEST(names_of_states)
{
	EXPECT_STREQ("writing", report_state_name(REPORT_WRITING));
	EXPECT_STREQ("submitted", report_state_name(REPORT_SUBMITTED));
}

TEST_HARNESS_MAIN
