/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/selection.h"

#include <string.h>

#include "kselftest_harness.h"
#include "tests/unit/captured_output.h"
#include "tests/unit/sample_report.h"

FIXTURE(selection)
{
	struct store_directory directory;
	struct catalog catalog;
	struct selection selection;
	struct captured_output output;
};

FIXTURE_SETUP(selection)
{
	struct invocation invocation = { .directory = NULL };

	self->selection = SELECTION_INIT;
	ASSERT_EQ(0, store_directory_init(&self->directory));
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 11, ""));
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_SECOND, 22, ""));
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_THIRD, 11, ""));
	invocation.directory = self->directory.path;
	ASSERT_EQ(0, catalog_open(&invocation, &self->catalog));
}

FIXTURE_TEARDOWN(selection)
{
	selection_done(&self->selection);
	catalog_done(&self->catalog);
	store_directory_done(&self->directory);
}

static int resolve(FIXTURE_DATA(selection) * self, const char *first, const char *second)
{
	char *arguments[] = { (char *)first, (char *)second };
	struct invocation invocation = { .arguments = arguments,
					 .n_arguments = (first != NULL) + (second != NULL) };
	int status;

	selection_done(&self->selection);
	captured_output_begin(&self->output);
	status = selection_of(&self->catalog, &invocation, "latest", &self->selection);
	captured_output_end(&self->output);
	return status;
}

/* The one report that a selector means. */
static const char *only(FIXTURE_DATA(selection) * self, const char *selector)
{
	if (resolve(self, selector, NULL) != STATUS_DONE || self->selection.n_reports != 1)
		return "none";
	return self->selection.reports[0].id;
}

TEST_F(selection, by_position)
{
	EXPECT_STREQ(SAMPLE_THIRD, only(self, NULL));
	EXPECT_STREQ(SAMPLE_THIRD, only(self, "latest"));
	EXPECT_STREQ(SAMPLE_THIRD, only(self, "@-1"));
	EXPECT_STREQ(SAMPLE_SECOND, only(self, "@-2"));
	EXPECT_STREQ(SAMPLE_FIRST, only(self, "@-3"));
	EXPECT_STREQ("none", only(self, "@-4"));
	EXPECT_STREQ("none", only(self, "@-0"));
	EXPECT_STREQ("none", only(self, "@-18446744073709551617"));
}

TEST_F(selection, by_id)
{
	EXPECT_STREQ(SAMPLE_SECOND, only(self, SAMPLE_SECOND));
	EXPECT_STREQ(SAMPLE_FIRST, only(self, "019aa87a-0001"));
	EXPECT_STREQ(SAMPLE_THIRD, only(self, "019aa87a-0002-7000-8000-1"));
	EXPECT_STREQ("none", only(self, "019"));
	EXPECT_STREQ("none", only(self, "019aa87b"));
	EXPECT_STREQ("none", only(self, SAMPLE_SECOND "0"));
	EXPECT_STREQ("none", only(self, ""));
}

TEST_F(selection, by_pid)
{
	EXPECT_STREQ(SAMPLE_SECOND, only(self, "22"));
	EXPECT_STREQ("none", only(self, "33"));
	EXPECT_STREQ("none", only(self, "022"));
}

TEST_F(selection, candidates_are_listed)
{
	EXPECT_EQ(STATUS_FAILED, resolve(self, "019aa87a-0002", NULL));
	EXPECT_EQ(0, self->selection.n_reports);
	EXPECT_NE(NULL, strstr(self->output.err, "matches 2 reports"));
	EXPECT_NE(NULL, strstr(self->output.err, SAMPLE_SECOND));
	EXPECT_NE(NULL, strstr(self->output.err, SAMPLE_THIRD));
	EXPECT_EQ(NULL, strstr(self->output.err, SAMPLE_FIRST));
	EXPECT_EQ(STATUS_FAILED, resolve(self, "11", NULL));
	EXPECT_NE(NULL, strstr(self->output.err, SAMPLE_FIRST));
}

TEST_F(selection, several_each_once)
{
	EXPECT_EQ(STATUS_DONE, resolve(self, "@-3", "22"));
	ASSERT_EQ(2, self->selection.n_reports);
	EXPECT_STREQ(SAMPLE_FIRST, self->selection.reports[0].id);
	EXPECT_STREQ(SAMPLE_SECOND, self->selection.reports[1].id);
	EXPECT_EQ(STATUS_DONE, resolve(self, "@-2", "22"));
	EXPECT_EQ(1, self->selection.n_reports);
}

TEST_F(selection, one_mistake_spoils_no_other)
{
	EXPECT_EQ(STATUS_FAILED, resolve(self, "no\x1bsuch", "22"));
	ASSERT_EQ(1, self->selection.n_reports);
	EXPECT_STREQ(SAMPLE_SECOND, self->selection.reports[0].id);
	EXPECT_NE(NULL, strstr(self->output.err, "no report matches 'no\\x1bsuch'"));
}

TEST_HARNESS_MAIN
