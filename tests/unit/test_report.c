/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "tests/unit/sample_report.h"

FIXTURE(report)
{
	struct store_directory directory;
	struct store_report entry;
	struct report report;
};

FIXTURE_SETUP(report)
{
	self->report = REPORT_INIT;
	self->entry = (struct store_report){ .id = SAMPLE_FIRST, .state = REPORT_PENDING };
	ASSERT_EQ(0, store_directory_init(&self->directory));
}

FIXTURE_TEARDOWN(report)
{
	report_done(&self->report);
	store_directory_done(&self->directory);
}

static int load(FIXTURE_DATA(report) * self)
{
	report_done(&self->report);
	return report_load(&self->directory.store, &self->entry, &self->report);
}

static int put(FIXTURE_DATA(report) * self, const void *text, size_t size)
{
	return store_directory_put_bytes(&self->directory, "pending", SAMPLE_FIRST, ".extra", text,
					 size);
}

TEST_F(report, values)
{
	uint64_t number;

	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42,
				       ",\"Empty\":\"\",\"Number\":5,\"Text\":\"12x\""));
	ASSERT_EQ(0, load(self));
	EXPECT_STREQ("SIGSEGV", report_text(&self->report, EXTRA_SIGNAL));
	EXPECT_EQ(NULL, report_text(&self->report, "Empty"));
	EXPECT_EQ(NULL, report_text(&self->report, "Number"));
	EXPECT_EQ(NULL, report_text(&self->report, "Absent"));
	ASSERT_TRUE(report_number(&self->report, EXTRA_PID, &number));
	EXPECT_EQ(42, number);
	ASSERT_TRUE(report_number(&self->report, EXTRA_ADDRESS, &number));
	EXPECT_EQ(8, number);
	EXPECT_FALSE(report_number(&self->report, "Text", &number));
	EXPECT_EQ(1763763194000000123ULL, report_time_ns(&self->report));
	EXPECT_STREQ("crasher", report_program(&self->report));
}

TEST_F(report, numbers_that_are_none)
{
	static const char *const texts[] = { "0x", "0xg", "0x11112222333344445", "-1",
					     "1 ", "1e3", "99999999999999999999" };
	uint64_t number = 7;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char text[64];

		(void)snprintf(text, sizeof(text), "{\"N\":\"%s\"}", texts[i]);
		ASSERT_EQ(0, put(self, text, strlen(text)));
		ASSERT_EQ(0, load(self));
		EXPECT_FALSE(report_number(&self->report, "N", &number));
	}
	EXPECT_EQ(7, number);
}

TEST_F(report, garbage_is_told_and_survived)
{
	static const char *const texts[] = {
		"",
		"{",
		"{\"ReportId\":\"trunc",
		"[1,2]",
		"\"text\"",
		"null",
		"{\"Executable\":\"\xff\xfe\"}",
		"{} {}",
		"\x7f"
		"ELF",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		ASSERT_EQ(0, put(self, texts[i], strlen(texts[i])));
		EXPECT_EQ(-EBADMSG, load(self));
		EXPECT_EQ(NULL, self->report.extra);
		EXPECT_NE(NULL, strstr(self->report.problem, SAMPLE_FIRST ".extra"));
		EXPECT_EQ(report_id_time_ns(SAMPLE_FIRST), report_time_ns(&self->report));
		EXPECT_EQ(NULL, report_program(&self->report));
	}
}

TEST_F(report, deep_nesting_is_refused)
{
	_cleanup_free_ char *text = malloc(1000000);

	ASSERT_NE(NULL, text);
	memset(text, '[', 1000000);
	ASSERT_EQ(0, put(self, text, 1000000));
	EXPECT_EQ(-EBADMSG, load(self));
}

TEST_F(report, a_huge_file_is_refused)
{
	_cleanup_close_ int fd = NO_FD;

	ASSERT_EQ(0, put(self, "{}", 2));
	fd = openat(self->directory.store.pending_fd, SAMPLE_FIRST ".extra", O_WRONLY | O_CLOEXEC);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ftruncate(fd, (off_t)EXTRA_SIZE_MAX + 1));
	EXPECT_EQ(-E2BIG, load(self));
}

TEST_F(report, only_regular_files_are_read)
{
	int pending_fd = self->directory.store.pending_fd;

	EXPECT_EQ(-ENOENT, load(self));
	ASSERT_EQ(0, mkfifoat(pending_fd, SAMPLE_FIRST ".extra", 0600));
	EXPECT_EQ(-EINVAL, load(self));
	ASSERT_EQ(0, unlinkat(pending_fd, SAMPLE_FIRST ".extra", 0));
	ASSERT_EQ(0, symlinkat("/etc/passwd", pending_fd, SAMPLE_FIRST ".extra"));
	EXPECT_EQ(-ELOOP, load(self));
}

TEST_F(report, a_spooled_report_has_no_values)
{
	self->entry.state = REPORT_SPOOLED;
	ASSERT_EQ(0, load(self));
	EXPECT_EQ(NULL, self->report.extra);
	EXPECT_EQ(NO_FD, report_directory(&self->report, STORE_SUFFIX_DMP));
	EXPECT_EQ(self->directory.store.spool_fd,
		  report_directory(&self->report, STORE_SUFFIX_IDUMP));
}

TEST_F(report, paths_are_absolute)
{
	_cleanup_free_ char *path = NULL;
	char expected[256];

	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42, ""));
	ASSERT_EQ(0, load(self));
	path = report_path(&self->report, STORE_SUFFIX_DMP);
	(void)snprintf(expected, sizeof(expected), "%s/pending/%s.dmp", self->directory.path,
		       SAMPLE_FIRST);
	EXPECT_STREQ(expected, path);
}

TEST_HARNESS_MAIN
