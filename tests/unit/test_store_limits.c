/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/store_limits.h"

#include <sys/statvfs.h>

#include "kselftest_harness.h"
#include "tests/unit/store_directory.h"

FIXTURE(store_limits)
{
	struct store_directory directory;
	struct config config;
	uint64_t disk_size;
};

FIXTURE_SETUP(store_limits)
{
	struct statvfs disk;

	ASSERT_EQ(0, store_directory_init(&self->directory));
	ASSERT_EQ(0, statvfs(self->directory.path, &disk));
	self->disk_size = disk.f_blocks * disk.f_frsize;
	self->config = (struct config){
		.quota = UINT64_MAX, .quota_percent = 100, .user_share = 25, .max_age = 7
	};
}

FIXTURE_TEARDOWN(store_limits)
{
	store_directory_done(&self->directory);
}

static struct retention_limits limits_of(FIXTURE_DATA(store_limits) * self)
{
	struct retention_limits limits = RETENTION_UNLIMITED;

	if (store_limits_of(&self->directory.store, &self->config, &limits) < 0)
		abort();
	return limits;
}

TEST_F(store_limits, the_quota_is_the_less_of_both)
{
	self->config.quota = 4000;
	EXPECT_EQ(4000, limits_of(self).max_bytes);
	EXPECT_EQ(1000, limits_of(self).max_user_bytes);
	EXPECT_EQ(7, limits_of(self).max_age_ns);
	self->config.quota = UINT64_MAX;
	self->config.quota_percent = 10;
	EXPECT_GE(self->disk_size / 10 + 1, limits_of(self).max_bytes);
	EXPECT_LE(self->disk_size / 10 - 1, limits_of(self).max_bytes);
}

TEST_F(store_limits, what_is_not_free_is_to_be_freed)
{
	EXPECT_EQ(0, limits_of(self).free_bytes);
	EXPECT_EQ(0, limits_of(self).free_files);
	self->config.keep_free = 1;
	self->config.keep_free_percent = 100;
	EXPECT_EQ(0, limits_of(self).free_bytes);
	self->config.keep_free = UINT64_MAX;
	EXPECT_NE(0, limits_of(self).free_bytes);
	EXPECT_GT(self->disk_size, limits_of(self).free_bytes);
}

TEST(each_limit_can_be_exceeded)
{
	struct retention_limits limits = { .max_bytes = 100, .max_user_bytes = 60 };
	struct user_usage users[] = { { 1, 2, 50 }, { 2, 1, 40 } };
	const struct store_usage usage = { .users = users, .n_users = 2 };

	EXPECT_FALSE(store_limits_are_exceeded(&limits, &usage, 10));
	EXPECT_TRUE(store_limits_are_exceeded(&limits, &usage, 11));
	users[0].bytes = 61;
	limits.max_bytes = 1000;
	EXPECT_TRUE(store_limits_are_exceeded(&limits, &usage, 0));
	users[0].bytes = 60;
	EXPECT_FALSE(store_limits_are_exceeded(&limits, &usage, 0));
	limits.free_files = 1;
	EXPECT_TRUE(store_limits_are_exceeded(&limits, &usage, 0));
}

TEST(slack_leaves_room_for_the_next_crashes)
{
	const struct retention_limits limits = { .max_bytes = 1000, .max_user_bytes = 500 };
	const struct retention_limits lower = store_limits_with_slack(&limits);

	EXPECT_EQ(950, lower.max_bytes);
	EXPECT_EQ(475, lower.max_user_bytes);
	EXPECT_EQ(0, lower.free_bytes);
}

TEST_HARNESS_MAIN
