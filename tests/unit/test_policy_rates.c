/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include "collector/policy_rates.h"
#include "lib/base/deadline.h"
#include "tests/unit/run_directory.h"

#define NOW    (1000 * NS_PER_SECOND)
#define MINUTE (60 * NS_PER_SECOND)

FIXTURE(rates)
{
	struct run_directory directory;
	struct rate_table *table;
	struct policy_decision decision;
};

FIXTURE_SETUP(rates)
{
	run_directory_init(&self->directory);
	self->table = NULL;
	ASSERT_EQ(rate_table_open(self->directory.path, &self->table), 0);
	self->decision = (struct policy_decision){ .name = "rule" };
	for (size_t i = 0; i < POLICY_RATE_KINDS; i++)
		self->decision.rates[i].scope = "rule";
}

FIXTURE_TEARDOWN(rates)
{
	rate_table_close(self->table);
	run_directory_done(&self->directory);
}

static unsigned int take_many(FIXTURE_DATA(rates) * self, const char *exe, uint32_t uid)
{
	const struct policy_crash crash = { .exe = exe, .has_uid = true, .uid = uid };
	unsigned int taken = 0;

	for (int i = 0; i < 100; i++)
		taken += policy_rates_take(self->table, &self->decision, &crash, NOW);
	return taken;
}

static void limit(FIXTURE_DATA(rates) * self, enum policy_rate_kind kind, uint32_t count)
{
	self->decision.rates[kind].count = count;
	self->decision.rates[kind].period_ns = MINUTE;
}

TEST_F(rates, are_not_limited_unless_a_rule_says_so)
{
	EXPECT_EQ(take_many(self, "/a", 1), 100);
}

TEST_F(rates, are_kept_for_each_kind)
{
	limit(self, POLICY_RATE_PER_EXECUTABLE, 10);
	EXPECT_EQ(take_many(self, "/a", 1), 10);
	EXPECT_EQ(take_many(self, "/a", 2), 0);
	EXPECT_EQ(take_many(self, "/b", 1), 10);
	limit(self, POLICY_RATE_PER_UID, 7);
	EXPECT_EQ(take_many(self, "/c", 1), 7);
	EXPECT_EQ(take_many(self, "/c", 2), 3);
	limit(self, POLICY_RATE_ALL, 5);
	EXPECT_EQ(take_many(self, "/d", 3), 5);
	EXPECT_EQ(take_many(self, "/e", 4), 0);
}

TEST_F(rates, of_another_rule_are_its_own)
{
	limit(self, POLICY_RATE_ALL, 5);
	EXPECT_EQ(take_many(self, "/a", 1), 5);
	self->decision.rates[POLICY_RATE_ALL].scope = "other";
	EXPECT_EQ(take_many(self, "/a", 1), 5);
}

TEST_F(rates, without_a_table_are_not_limited)
{
	const struct policy_crash crash = { .exe = "/a" };

	limit(self, POLICY_RATE_ALL, 0);
	EXPECT_TRUE(policy_rates_take(NULL, &self->decision, &crash, NOW));
	EXPECT_FALSE(policy_rates_take(self->table, &self->decision, &crash, NOW));
}

TEST_F(rates, keep_the_log_short)
{
	EXPECT_TRUE(policy_rates_may_log(self->table, NOW));
	EXPECT_FALSE(policy_rates_may_log(self->table, NOW));
	EXPECT_TRUE(policy_rates_may_log(self->table, NOW + 11 * NS_PER_SECOND));
}

TEST_HARNESS_MAIN
