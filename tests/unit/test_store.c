/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "tests/unit/store_directory.h"

FIXTURE(store)
{
	struct store_directory directory;
};

FIXTURE_SETUP(store)
{
	ASSERT_EQ(0, store_directory_init(&self->directory));
}

FIXTURE_TEARDOWN(store)
{
	store_directory_done(&self->directory);
}

static mode_t mode_of(const struct store *store, const char *name)
{
	struct stat status;

	return fstatat(store->state_fd, name, &status, 0) == 0 ? status.st_mode & 07777 : 0;
}

TEST_F(store, directories_are_made_with_their_modes)
{
	const struct store *store = &self->directory.store;
	char state[80];
	struct stat status;

	(void)snprintf(state, sizeof(state), "%s/inner", self->directory.path);
	umask(0077);
	ASSERT_EQ(0, store_create(state, geteuid(), getegid()));
	ASSERT_EQ(0, stat(state, &status));
	EXPECT_EQ(0711, status.st_mode & 07777);
	EXPECT_EQ(0700, mode_of(store, "inner/spool"));
	EXPECT_EQ(0711, mode_of(store, "inner/pending"));
	EXPECT_EQ(0711, mode_of(store, "inner/submitted"));
}

TEST_F(store, existing_directories_are_left_alone)
{
	const struct store *store = &self->directory.store;

	ASSERT_EQ(0, fchmodat(store->state_fd, "pending", 0750, 0));
	ASSERT_EQ(0, store_create(self->directory.path, geteuid(), getegid()));
	EXPECT_EQ(0750, mode_of(store, "pending"));
}

TEST_F(store, the_path_is_absolute)
{
	struct store store = STORE_INIT;

	ASSERT_EQ(0, chdir(self->directory.path));
	ASSERT_EQ(0, store_open(".", &store));
	EXPECT_STREQ(self->directory.path, store.path);
	store_done(&store);
	EXPECT_EQ(NO_FD, store.state_fd);
}

TEST_F(store, missing_directories_are_optional)
{
	struct store store = STORE_INIT;

	ASSERT_EQ(0, unlinkat(self->directory.store.state_fd, "submitted", AT_REMOVEDIR));
	ASSERT_EQ(0, unlinkat(self->directory.store.state_fd, "spool", AT_REMOVEDIR));
	ASSERT_EQ(0, store_open(self->directory.path, &store));
	EXPECT_EQ(NO_FD, store.spool_fd);
	EXPECT_LE(0, store.pending_fd);
	EXPECT_EQ(NO_FD, store.submitted_fd);
	store_done(&store);
}

TEST_F(store, symbolic_links_are_not_followed)
{
	struct store store = STORE_INIT;
	char link[80];

	(void)snprintf(link, sizeof(link), "%s/link", self->directory.path);
	ASSERT_EQ(0, symlink(self->directory.path, link));
	EXPECT_GT(0, store_open(link, &store));
	ASSERT_EQ(0, unlinkat(self->directory.store.state_fd, "pending", AT_REMOVEDIR));
	ASSERT_EQ(0, symlinkat("/tmp", self->directory.store.state_fd, "pending"));
	ASSERT_EQ(0, store_open(self->directory.path, &store));
	EXPECT_EQ(NO_FD, store.pending_fd);
	store_done(&store);
}

TEST_F(store, a_missing_store_is_an_error)
{
	struct store store = STORE_INIT;

	EXPECT_EQ(-ENOENT, store_open("/nonexistent/store", &store));
	EXPECT_EQ(NULL, store.path);
	EXPECT_EQ(-ENOENT, store_create("/nonexistent/store", 0, 0));
}

TEST(names_of_files)
{
	char name[STORE_NAME_SIZE];

	store_file_name("019aa87a-390b-774e-8000-000000000000", STORE_SUFFIX_PART, name);
	EXPECT_STREQ("019aa87a-390b-774e-8000-000000000000.idump.part", name);
}

TEST_HARNESS_MAIN
