/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/deadline.h"
#include "lib/store/rate_table.h"
#include "lib/store/run_file.h"
#include "tests/unit/run_directory.h"

#define NOW    (1000 * NS_PER_SECOND)
#define MINUTE (60 * NS_PER_SECOND)

#define FILE_SIZE (64 + 1024 * 4 * 8)

static const struct rate_limit ten_a_minute = { 10, MINUTE };

FIXTURE(rates)
{
	struct run_directory directory;
	struct rate_table *table;
};

FIXTURE_SETUP(rates)
{
	run_directory_init(&self->directory);
	self->table = NULL;
	ASSERT_EQ(rate_table_open(self->directory.path, &self->table), 0);
}

FIXTURE_TEARDOWN(rates)
{
	rate_table_close(self->table);
	run_directory_done(&self->directory);
}

static uint64_t key_of(const struct rate_table *table, const char *name)
{
	return rate_table_key(table, bytes_of(name, strlen(name)));
}

/* How many of n are let through. */
static unsigned int take_many(struct rate_table *table, uint64_t key, struct rate_limit limit,
			      uint64_t now, unsigned int n)
{
	unsigned int taken = 0;

	for (unsigned int i = 0; i < n; i++)
		taken += rate_table_take(table, key, limit, now) == 0;
	return taken;
}

TEST_F(rates, let_the_count_through_at_once_and_then_its_rate)
{
	uint64_t key = key_of(self->table, "program");

	EXPECT_EQ(take_many(self->table, key, ten_a_minute, NOW, 100), 10);
	EXPECT_EQ(rate_table_take(self->table, key, ten_a_minute, NOW), -EAGAIN);
	EXPECT_EQ(take_many(self->table, key, ten_a_minute, NOW + MINUTE / 10, 5), 1);
	EXPECT_EQ(take_many(self->table, key, ten_a_minute, NOW + 2 * MINUTE, 100), 10);
}

TEST_F(rates, of_one_key_are_not_another_s)
{
	EXPECT_EQ(take_many(self->table, key_of(self->table, "a"), ten_a_minute, NOW, 20), 10);
	EXPECT_EQ(take_many(self->table, key_of(self->table, "b"), ten_a_minute, NOW, 20), 10);
}

TEST_F(rates, that_are_given_back_can_be_taken)
{
	uint64_t key = key_of(self->table, "program");

	EXPECT_EQ(take_many(self->table, key, ten_a_minute, NOW, 10), 10);
	rate_table_give_back(self->table, key, ten_a_minute);
	EXPECT_EQ(take_many(self->table, key, ten_a_minute, NOW, 10), 1);
	rate_table_give_back(self->table, key_of(self->table, "unknown"), ten_a_minute);
}

TEST_F(rates, of_zero_let_nothing_through_and_huge_ones_all)
{
	const struct rate_limit none = { 0, MINUTE }, all = { UINT32_MAX, 1 };
	const struct rate_limit slow = { 1, UINT64_MAX };
	uint64_t key = key_of(self->table, "program");

	EXPECT_EQ(rate_table_take(self->table, key, none, NOW), -EAGAIN);
	EXPECT_EQ(take_many(self->table, key, all, NOW, 1000), 1000);
	EXPECT_EQ(take_many(self->table, key_of(self->table, "slow"), slow, NOW, 1000), 1);
}

TEST_F(rates, are_shared)
{
	struct rate_table *other = NULL;
	const char *name = "program";

	ASSERT_EQ(rate_table_open(self->directory.path, &other), 0);
	EXPECT_EQ(key_of(other, name), key_of(self->table, name));
	EXPECT_EQ(take_many(self->table, key_of(self->table, name), ten_a_minute, NOW, 6), 6);
	EXPECT_EQ(take_many(other, key_of(other, name), ten_a_minute, NOW, 6), 4);
	rate_table_close(other);
}

/* What each of some processes took, added up. */
static unsigned int take_in_processes(struct rate_table *table, uint64_t key,
				      struct rate_limit limit)
{
	unsigned int taken = 0;
	int status;

	for (int i = 0; i < 8; i++)
		if (fork() == 0)
			_exit((int)take_many(table, key, limit, NOW, 1000));
	while (wait(&status) > 0)
		taken += (unsigned int)WEXITSTATUS(status);
	return taken;
}

TEST_F(rates, are_exact_for_many_at_once)
{
	const struct rate_limit limit = { 100, MINUTE };

	EXPECT_EQ(take_in_processes(self->table, key_of(self->table, "program"), limit), 100);
}

TEST_F(rates, of_many_keys_displace_the_fullest_only)
{
	uint64_t busy = key_of(self->table, "busy");
	const struct rate_limit hour = { 10, 60 * MINUTE };
	char name[32];

	EXPECT_EQ(take_many(self->table, busy, hour, NOW, 10), 10);
	for (unsigned int i = 0; i < 20000; i++) {
		(void)snprintf(name, sizeof(name), "program %u", i);
		(void)rate_table_take(self->table, key_of(self->table, name), ten_a_minute, NOW);
	}
	EXPECT_EQ(rate_table_take(self->table, busy, hour, NOW), -EAGAIN);
}

/* Whatever is behind the head of the file. */
TEST_F(rates, of_a_damaged_table_are_only_wrong)
{
	static uint8_t content[FILE_SIZE];
	uint64_t key;

	for (unsigned int fill = 1; fill < 256; fill += 127) {
		memset(content, (int)fill, sizeof(content));
		memcpy(content, "MDMRAT01", 8);
		run_directory_put(&self->directory, RUN_FILE_RATES, content, sizeof(content));
		key = key_of(self->table, "program");
		(void)take_many(self->table, key, ten_a_minute, NOW, 100);
		rate_table_give_back(self->table, key, ten_a_minute);
		/* A time that no bucket can have does not lock anybody out. */
		EXPECT_EQ(rate_table_take(self->table, key_of(self->table, "other"), ten_a_minute,
					  NOW + 100 * MINUTE),
			  0);
	}
}

TEST_F(rates, need_a_file_of_their_own)
{
	static const char content[FILE_SIZE] = "something else";
	struct rate_table *table = NULL;

	run_directory_put(&self->directory, RUN_FILE_RATES, content, sizeof(content));
	EXPECT_EQ(rate_table_open(self->directory.path, &table), -EBADMSG);
	EXPECT_EQ(rate_table_open("/tmp/minidumpd-no-such-directory", &table), -ENOENT);
}

TEST_F(rates, are_closed_to_others)
{
	struct stat status;
	char path[96];

	(void)snprintf(path, sizeof(path), "%s/" RUN_FILE_RATES, self->directory.path);
	ASSERT_EQ(stat(path, &status), 0);
	EXPECT_EQ(status.st_mode & 07777, 0600);
	EXPECT_EQ(status.st_size, FILE_SIZE);
}

TEST_HARNESS_MAIN
