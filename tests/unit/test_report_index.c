/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/report_index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "lib/base/fd_io.h"
#include "lib/store/extra_keys.h"
#include "tests/unit/sample_report.h"

#define PERSON 1234

FIXTURE(report_index)
{
	struct store_directory directory;
	struct report_index index;
};

FIXTURE_SETUP(report_index)
{
	self->index = REPORT_INDEX_INIT;
	ASSERT_EQ(0, store_directory_init(&self->directory));
}

FIXTURE_TEARDOWN(report_index)
{
	report_index_done(&self->index);
	store_directory_done(&self->directory);
}

static struct index_entry entry_of(const char *id, const char *exe)
{
	struct index_entry entry = { .reader = INDEX_NO_READER, .bytes = 8192 };
	size_t column;

	memcpy(entry.id, id, REPORT_ID_SIZE);
	if (index_key_find(EXTRA_EXE, &column))
		entry.values[column] = exe;
	if (index_key_find(EXTRA_UID, &column))
		entry.values[column] = "1234";
	return entry;
}

static int add(FIXTURE_DATA(report_index) * self, const char *id, const char *exe)
{
	const struct index_entry entry = entry_of(id, exe);

	return report_index_add(&self->directory.store, &entry);
}

static size_t read_all(FIXTURE_DATA(report_index) * self)
{
	report_index_done(&self->index);
	return report_index_read_all(&self->directory.store, &self->index) == 0
		       ? self->index.n_entries
		       : 99;
}

static const char *exe_of(FIXTURE_DATA(report_index) * self, const char *id)
{
	const struct index_entry *entry = report_index_find(&self->index, id);
	const char *exe = entry ? index_entry_value(entry, EXTRA_EXE) : NULL;

	return exe ? exe : "(none)";
}

/* Appends bytes to a file of the index, whatever they mean. */
static int append_raw(FIXTURE_DATA(report_index) * self, const void *bytes, size_t size)
{
	_cleanup_close_ int fd = openat(self->directory.store.index_fd, "all",
					O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : fd_write_full(fd, bytes, size);
}

TEST_F(report_index, an_index_that_is_missing_is_empty)
{
	uint64_t count;

	EXPECT_EQ(0, read_all(self));
	EXPECT_EQ(NULL, report_index_find(&self->index, SAMPLE_FIRST));
	EXPECT_EQ(-ENOENT, report_index_count(&self->directory.store, &count));
	ASSERT_EQ(0, unlinkat(self->directory.store.state_fd, STORE_INDEX, AT_REMOVEDIR));
	cleanup_close(&self->directory.store.index_fd);
	self->directory.store.index_fd = NO_FD;
	EXPECT_EQ(0, read_all(self));
	EXPECT_EQ(-ENOENT, add(self, SAMPLE_FIRST, "/bin/a"));
}

TEST_F(report_index, what_is_added_is_found_newest_first)
{
	ASSERT_EQ(0, add(self, SAMPLE_SECOND, "/bin/b"));
	ASSERT_EQ(0, add(self, SAMPLE_FIRST, "/bin/a\twith\\odd\nbytes\x1b"));
	ASSERT_EQ(0, add(self, SAMPLE_THIRD, NULL));
	ASSERT_EQ(3, read_all(self));
	EXPECT_STREQ(SAMPLE_THIRD, self->index.entries[0].id);
	EXPECT_STREQ(SAMPLE_FIRST, self->index.entries[2].id);
	EXPECT_STREQ("/bin/a\twith\\odd\nbytes\x1b", exe_of(self, SAMPLE_FIRST));
	EXPECT_STREQ("/bin/b", exe_of(self, SAMPLE_SECOND));
	EXPECT_STREQ("(none)", exe_of(self, SAMPLE_THIRD));
	EXPECT_EQ(8192, self->index.entries[0].bytes);
	EXPECT_EQ(PERSON, index_entry_uid(&self->index.entries[0]));
	EXPECT_EQ(0, self->index.n_stale);
}

TEST_F(report_index, the_last_entry_of_a_report_counts)
{
	ASSERT_EQ(0, add(self, SAMPLE_FIRST, "/bin/old"));
	ASSERT_EQ(0, add(self, SAMPLE_SECOND, "/bin/b"));
	ASSERT_EQ(0, add(self, SAMPLE_FIRST, "/bin/new"));
	ASSERT_EQ(2, read_all(self));
	EXPECT_STREQ("/bin/new", exe_of(self, SAMPLE_FIRST));
	EXPECT_EQ(1, self->index.n_stale);
}

TEST_F(report_index, torn_and_foreign_lines_are_skipped)
{
	static const char foreign[] = "2\tnext\tversion\n\nnonsense\n1\tx\t-\t1\t1\t\\.\n1\0\n";
	_cleanup_(byte_buffer_done) struct byte_buffer line = BYTE_BUFFER_INIT;
	const struct index_entry torn = entry_of(SAMPLE_SECOND, "/bin/torn");

	ASSERT_EQ(0, append_raw(self, foreign, sizeof(foreign) - 1));
	ASSERT_EQ(0, index_entry_format(&torn, &line));
	for (size_t size = 1; size < line.size - 1; size++) {
		ASSERT_EQ(0, append_raw(self, line.data, size));
		ASSERT_EQ(0, add(self, SAMPLE_FIRST, "/bin/a"));
		ASSERT_EQ(1, read_all(self))
		{
			TH_LOG("a line of %zu bytes passed", size);
		}
	}
	EXPECT_STREQ("/bin/a", exe_of(self, SAMPLE_FIRST));
}

TEST_F(report_index, lines_of_other_versions_may_have_other_columns)
{
	static const char few[] = "1\t" SAMPLE_FIRST "\t7\t5\t1\t17\t\\.\n";
	char many[512];
	int length = snprintf(many, sizeof(many), "1\t%s\t-\t5\t0", SAMPLE_SECOND);

	for (size_t i = 0; i < 40; i++)
		length += snprintf(many + length, sizeof(many) - (size_t)length, "\tx");
	length += snprintf(many + length, sizeof(many) - (size_t)length, "\t\\.\n");
	ASSERT_EQ(0, append_raw(self, few, sizeof(few) - 1));
	ASSERT_EQ(0, append_raw(self, many, (size_t)length));
	ASSERT_EQ(2, read_all(self));
	EXPECT_EQ(7, report_index_find(&self->index, SAMPLE_FIRST)->reader);
	EXPECT_TRUE(report_index_find(&self->index, SAMPLE_FIRST)->has_minidump);
	EXPECT_STREQ("(none)", exe_of(self, SAMPLE_FIRST));
	EXPECT_STREQ("x", exe_of(self, SAMPLE_SECOND));
}

TEST_F(report_index, an_update_removes_adds_and_counts)
{
	const char *const removed[] = { SAMPLE_SECOND, SAMPLE_THIRD };
	const struct index_entry added = entry_of(SAMPLE_THIRD, "/bin/again");
	struct index_change change = { .removed = removed, .n_removed = 2 };
	uint64_t count;

	ASSERT_EQ(0, add(self, SAMPLE_FIRST, "/bin/a"));
	ASSERT_EQ(0, add(self, SAMPLE_SECOND, "/bin/b"));
	ASSERT_EQ(0, append_raw(self, "torn", 4));
	ASSERT_EQ(0, report_index_update(&self->directory.store, &change));
	ASSERT_EQ(0, report_index_count(&self->directory.store, &count));
	EXPECT_EQ(1, count);
	ASSERT_EQ(1, read_all(self));
	EXPECT_EQ(0, self->index.n_stale);
	change = (struct index_change){ .added = &added, .n_added = 1 };
	ASSERT_EQ(0, report_index_update(&self->directory.store, &change));
	ASSERT_EQ(0, add(self, SAMPLE_SECOND, "/bin/b"));
	ASSERT_EQ(3, read_all(self));
	EXPECT_STREQ("/bin/again", exe_of(self, SAMPLE_THIRD));
	ASSERT_EQ(0, report_index_count(&self->directory.store, &count));
	EXPECT_EQ(3, count);
}

TEST_F(report_index, usage_follows_what_is_added)
{
	_cleanup_(store_usage_done) struct store_usage usage = STORE_USAGE_INIT;
	const struct index_change nothing = { .n_removed = 0 };

	ASSERT_EQ(0, report_index_update(&self->directory.store, &nothing));
	ASSERT_EQ(0, add(self, SAMPLE_FIRST, "/bin/a"));
	ASSERT_EQ(0, add(self, SAMPLE_SECOND, "/bin/a"));
	ASSERT_EQ(0, report_index_usage(&self->directory.store, &usage));
	ASSERT_EQ(1, usage.n_users);
	EXPECT_EQ(PERSON, usage.users[0].uid);
	EXPECT_EQ(2, usage.users[0].reports);
	EXPECT_EQ(16384, store_usage_bytes(&usage));
	EXPECT_NE(0, usage.rewritten_s);
}

TEST_F(report_index, a_person_has_a_file_of_what_he_may_read)
{
	struct index_entry entry = entry_of(SAMPLE_FIRST, "/bin/his");
	const char *const removed[] = { SAMPLE_FIRST };
	const struct index_change change = { .removed = removed, .n_removed = 1 };

	entry.reader = PERSON;
	if (report_index_add(&self->directory.store, &entry) == -EOPNOTSUPP)
		SKIP(return, "no access control lists in /tmp");
	ASSERT_EQ(0, add(self, SAMPLE_SECOND, "/bin/other"));
	ASSERT_EQ(0, report_index_read_user(&self->directory.store, PERSON, &self->index));
	ASSERT_EQ(1, self->index.n_entries);
	EXPECT_STREQ("/bin/his", exe_of(self, SAMPLE_FIRST));
	EXPECT_EQ(2, read_all(self));
	ASSERT_EQ(0, report_index_update(&self->directory.store, &change));
	EXPECT_EQ(-1, faccessat(self->directory.store.index_fd, "1234", F_OK, 0));
}

TEST_F(report_index, nobody_else_may_read_more_than_the_count)
{
	struct stat status;

	ASSERT_EQ(0, add(self, SAMPLE_FIRST, "/bin/a"));
	ASSERT_EQ(0, report_index_update(&self->directory.store, &(struct index_change){ 0 }));
	ASSERT_EQ(0, fstatat(self->directory.store.state_fd, STORE_INDEX, &status, 0));
	EXPECT_EQ(0711, status.st_mode & 07777);
	ASSERT_EQ(0, fstatat(self->directory.store.index_fd, "all", &status, 0));
	EXPECT_EQ(0600, status.st_mode & 07777);
	ASSERT_EQ(0, fstatat(self->directory.store.index_fd, "usage", &status, 0));
	EXPECT_EQ(0600, status.st_mode & 07777);
	ASSERT_EQ(0, fstatat(self->directory.store.index_fd, "count", &status, 0));
	EXPECT_EQ(0644, status.st_mode & 07777);
}

TEST_F(report_index, a_link_in_its_place_is_not_followed)
{
	ASSERT_EQ(0, symlinkat("../victim", self->directory.store.index_fd, "all"));
	EXPECT_EQ(-ELOOP, add(self, SAMPLE_FIRST, "/bin/a"));
	EXPECT_EQ(-1, faccessat(self->directory.store.state_fd, "victim", F_OK, 0));
	ASSERT_EQ(0, unlinkat(self->directory.store.index_fd, "all", 0));
	ASSERT_EQ(0, mknodat(self->directory.store.index_fd, "all", S_IFIFO | 0600, 0));
	EXPECT_EQ(-EINVAL, add(self, SAMPLE_FIRST, "/bin/a"));
}

TEST(values_too_long_for_a_line_have_no_entry)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	char *value = malloc(70000);
	struct index_entry entry;

	ASSERT_NE(NULL, value);
	memset(value, '\n', 69999);
	value[69999] = '\0';
	entry = entry_of(SAMPLE_FIRST, value);
	EXPECT_EQ(-E2BIG, index_entry_format(&entry, &text));
	EXPECT_EQ(0, text.size);
	free(value);
}

TEST(damaged_usage_is_none)
{
	static const char *const texts[] = { "",
					     "1 1 5",
					     "1 1 5\n",
					     "2 0 5\n",
					     "1 1 5\n1 2\n",
					     "1 0 5\nx",
					     "1 1 5\n4294967296 1 1\n" };
	struct store_usage usage;
	char text[64];

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		(void)snprintf(text, sizeof(text), "%s", texts[i]);
		EXPECT_EQ(-EBADMSG, store_usage_parse(text, &usage))
		{
			TH_LOG("%s", texts[i]);
		}
	}
}

TEST_HARNESS_MAIN
