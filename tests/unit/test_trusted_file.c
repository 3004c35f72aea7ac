/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"

#include "coredump-pattern/trusted_file.h"

FIXTURE(trusted_file)
{
	char directory[64];
	char file[128];
	char link[128];
	struct core_pattern_paths paths;
};

FIXTURE_SETUP(trusted_file)
{
	int fd;

	strncpy(self->directory, "/tmp/minidumpd-trusted-XXXXXX", sizeof(self->directory) - 1);
	ASSERT_NE(NULL, mkdtemp(self->directory));
	snprintf(self->file, sizeof(self->file), "%s/handler", self->directory);
	snprintf(self->link, sizeof(self->link), "%s/link", self->directory);
	fd = open(self->file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, close(fd));
	ASSERT_EQ(0, chmod(self->file, 0755));
	ASSERT_EQ(0, symlink(self->file, self->link));
	self->paths = (struct core_pattern_paths){ .init_root = "/", .owner = geteuid() };
}

FIXTURE_TEARDOWN(trusted_file)
{
	EXPECT_EQ(0, unlink(self->file));
	EXPECT_EQ(0, unlink(self->link));
	EXPECT_EQ(0, rmdir(self->directory));
}

static const char *fault(FIXTURE_DATA(trusted_file) * self, const char *path, bool executable)
{
	return trusted_file_fault(&self->paths, path, executable) ?: "";
}

TEST_F(trusted_file, a_fit_file_and_a_link_to_it)
{
	EXPECT_STREQ("", fault(self, self->file, true));
	EXPECT_STREQ("", fault(self, self->link, true));
	ASSERT_EQ(0, chmod(self->file, 0644));
	EXPECT_STREQ("", fault(self, self->file, false));
	EXPECT_STREQ("is not executable", fault(self, self->file, true));
}

TEST_F(trusted_file, no_regular_file)
{
	EXPECT_STREQ("does not exist", fault(self, "/nonexistent/handler", true));
	EXPECT_STREQ("is not a regular file", fault(self, self->directory, true));
	EXPECT_STREQ("is not an absolute path", fault(self, "handler", true));
	EXPECT_STREQ("is not an absolute path", fault(self, "", true));
}

TEST_F(trusted_file, others_may_write)
{
	ASSERT_EQ(0, chmod(self->file, 0775));
	EXPECT_STREQ("is writable by others than its owner", fault(self, self->file, true));
	ASSERT_EQ(0, chmod(self->file, 0757));
	EXPECT_STREQ("is writable by others than its owner", fault(self, self->file, true));
}

TEST_F(trusted_file, another_owner)
{
	self->paths.owner = geteuid() + 1;
	EXPECT_STREQ("is not owned by root", fault(self, self->file, true));
}

TEST_F(trusted_file, missing_in_the_root_of_process_1)
{
	self->paths.init_root = self->directory;
	EXPECT_NE(NULL, strstr(fault(self, self->file, true), "is not the same file"));
}

TEST_F(trusted_file, a_link_that_leads_elsewhere_in_the_root_of_process_1)
{
	char path[128];

	/* From a root of DIRECTORY, "/handler" is the file, and the link's target is missing. */
	self->paths.init_root = self->directory;
	EXPECT_NE(NULL, strstr(fault(self, self->link, true), "is not the same file"));
	/* Through a magic link the root is ours again. */
	snprintf(path, sizeof(path), "/proc/%d/root", getpid());
	self->paths.init_root = path;
	EXPECT_STREQ("", fault(self, self->link, true));
}

TEST_F(trusted_file, directories_that_others_may_write)
{
	char directory[128];

	ASSERT_EQ(0, chmod(self->directory, 0755));
	EXPECT_FALSE(trusted_file_is_replaceable(&self->paths, self->file, directory,
						 sizeof(directory)));
	ASSERT_EQ(0, chmod(self->directory, 0777));
	ASSERT_TRUE(trusted_file_is_replaceable(&self->paths, self->file, directory,
						sizeof(directory)));
	EXPECT_STREQ(self->directory, directory);
	/* As /tmp is, in which the directory lies. */
	ASSERT_EQ(0, chmod(self->directory, 01777));
	EXPECT_FALSE(trusted_file_is_replaceable(&self->paths, self->file, directory,
						 sizeof(directory)));
}

TEST_HARNESS_MAIN
