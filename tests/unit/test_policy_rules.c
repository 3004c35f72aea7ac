/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/config_text.h"
#include "lib/base/config_values.h"
#include "lib/base/quantity.h"
#include "lib/policy/policy_keys.h"
#include "lib/policy/policy_rules.h"

FIXTURE(policy)
{
	struct config config;
	struct policy_rules rules;
	struct policy_crash crash;
};

FIXTURE_SETUP(policy)
{
	self->config = (struct config){ .pool = POOL_INIT };
	config_set_defaults(&self->config);
	self->crash = (struct policy_crash){
		.exe = "/usr/bin/app",
		.cgroup = "/system.slice/app.service",
		.unit = "app.service",
		.has_uid = true,
		.uid = 1000,
		.signal = 11,
	};
}

FIXTURE_TEARDOWN(policy)
{
	config_done(&self->config);
}

static void load(FIXTURE_DATA(policy) * self, const char *text)
{
	if (config_take_text(&self->config, "file", bytes_of(text, strlen(text))) < 0 ||
	    policy_rules_parse(&self->config, &self->rules) < 0)
		abort();
}

static const struct policy_decision *decide(FIXTURE_DATA(policy) * self)
{
	return policy_decide(&self->rules, &self->crash);
}

/* One problem as "LINE [SECTION] KEY: REASON"; "" if there are not that many. */
static const char *problem(FIXTURE_DATA(policy) * self, size_t i)
{
	static char text[512];
	const struct config_problem *problem = &self->config.problems[i];

	if (i >= self->config.n_problems)
		return "";
	snprintf(text, sizeof(text), "%u [%s] %s: %s", problem->origin.line, problem->section,
		 problem->key ? problem->key : "-", problem->reason);
	return text;
}

TEST_F(policy, without_sections_everything_is_kept)
{
	load(self, "[Collector]\nhold-timeout=2s\n");
	EXPECT_FALSE(self->rules.present);
	EXPECT_STREQ("", decide(self)->name);
	EXPECT_EQ(0, decide(self)->number);
	EXPECT_EQ(POLICY_MINI, decide(self)->action);
	EXPECT_EQ(64U << 20, decide(self)->memory);
	EXPECT_EQ(2 * NSEC_PER_SEC, decide(self)->hold_timeout);
	EXPECT_EQ(30 * NSEC_PER_SEC, decide(self)->total_timeout);
	EXPECT_EQ(POLICY_COMMAND_LINE_KEEP, decide(self)->command_line);
	EXPECT_FALSE(decide(self)->sanitize_stacks);
	EXPECT_EQ(2, self->rules.standard.origins[POLICY_KEY_HOLD_TIMEOUT].line);
	for (size_t i = 0; i < POLICY_RATE_KINDS; i++)
		EXPECT_EQ(0, decide(self)->rates[i].period_ns);
}

TEST_F(policy, every_key_is_read)
{
	load(self, "[Policy \"all\"]\n"
		   "exe=/usr/bin/*\n"
		   "exe=/opt/with blank/?\n"
		   "unit=app*.service\n"
		   "cgroup=/system.slice/*\n"
		   "uid=0, 33 1000-1999\n"
		   "signal=SIGABRT SEGV 8\n"
		   "action=small\n"
		   "rate-per-executable=10/min\n"
		   "rate-per-uid=5/30s\n"
		   "rate=100/1h\n"
		   "memory=256K\n"
		   "hold-timeout=500ms\n"
		   "total-timeout=5s\n"
		   "command-line=redact\n"
		   "redact-argument=--license\n"
		   "environment=MY_*\n"
		   "sanitize-stacks=yes\n");
	EXPECT_STREQ("", problem(self, 0));
	ASSERT_EQ(1, self->rules.n_rules);
	EXPECT_STREQ("all", decide(self)->name);
	EXPECT_EQ(1, decide(self)->number);
	EXPECT_EQ(POLICY_SMALL, decide(self)->action);
	EXPECT_EQ(10, decide(self)->rates[POLICY_RATE_PER_EXECUTABLE].count);
	EXPECT_EQ(60 * NSEC_PER_SEC, decide(self)->rates[POLICY_RATE_PER_EXECUTABLE].period_ns);
	EXPECT_STREQ("all", decide(self)->rates[POLICY_RATE_PER_EXECUTABLE].scope);
	EXPECT_EQ(30 * NSEC_PER_SEC, decide(self)->rates[POLICY_RATE_PER_UID].period_ns);
	EXPECT_EQ(100, decide(self)->rates[POLICY_RATE_ALL].count);
	EXPECT_EQ(256U << 10, decide(self)->memory);
	EXPECT_EQ(NSEC_PER_SEC / 2, decide(self)->hold_timeout);
	EXPECT_EQ(5 * NSEC_PER_SEC, decide(self)->total_timeout);
	EXPECT_EQ(POLICY_COMMAND_LINE_REDACT, decide(self)->command_line);
	EXPECT_STREQ("--license", decide(self)->redacted_arguments->text);
	EXPECT_TRUE(policy_items_match(decide(self)->environment, "MY_VARIABLE"));
	EXPECT_TRUE(decide(self)->sanitize_stacks);
	for (size_t i = 0; i < POLICY_KEY_COUNT; i++)
		EXPECT_STREQ("file", self->rules.rules[0].origins[i].file);
	EXPECT_EQ(30 * NSEC_PER_SEC, policy_rules_longest(&self->rules));
}

TEST_F(policy, every_match_key_is_asked)
{
	load(self, "[Policy \"exe\"]\nexe=/opt/*\nexe=/srv/*\naction=ignore\n"
		   "[Policy \"unit\"]\nunit=other@*.service\n"
		   "[Policy \"cgroup\"]\ncgroup=/user.slice/*\n"
		   "[Policy \"uid\"]\nuid=0-999\n"
		   "[Policy \"signal\"]\nsignal=SIGABRT\n");
	EXPECT_STREQ("", decide(self)->name);
	self->crash.signal = 6;
	EXPECT_STREQ("signal", decide(self)->name);
	self->crash.uid = 999;
	EXPECT_STREQ("uid", decide(self)->name);
	self->crash.cgroup = "/user.slice/a/b";
	EXPECT_STREQ("cgroup", decide(self)->name);
	self->crash.unit = "other@1.service";
	EXPECT_STREQ("unit", decide(self)->name);
	self->crash.exe = "/srv/a/b";
	EXPECT_STREQ("exe", decide(self)->name);
	EXPECT_EQ(POLICY_IGNORE, decide(self)->action);
}

TEST_F(policy, all_keys_of_a_rule_must_match)
{
	load(self, "[Policy \"a\"]\nexe=/usr/bin/app\nuid=1000\nsignal=SIGSEGV\n");
	EXPECT_STREQ("a", decide(self)->name);
	self->crash.uid = 1001;
	EXPECT_STREQ("", decide(self)->name);
	self->crash.uid = 1000;
	self->crash.signal = 6;
	EXPECT_STREQ("", decide(self)->name);
}

TEST_F(policy, first_match_wins)
{
	load(self, "[Policy \"first\"]\nexe=/usr/*\n[Policy \"second\"]\nexe=/usr/bin/app\n"
		   "[Policy \"third\"]\n");
	EXPECT_STREQ("first", decide(self)->name);
	self->crash.exe = "/bin/x";
	EXPECT_STREQ("third", decide(self)->name);
	EXPECT_EQ(3, decide(self)->number);
}

TEST_F(policy, what_is_not_known_matches_nothing)
{
	load(self,
	     "[Policy \"exe\"]\nexe=*\n[Policy \"unit\"]\nunit=*\n[Policy \"cgroup\"]\n"
	     "cgroup=*\n[Policy \"uid\"]\nuid=0-4294967295\n[Policy \"signal\"]\nsignal=11\n");
	self->crash = (struct policy_crash){ .exe = "" };
	EXPECT_STREQ("", decide(self)->name);
}

TEST_F(policy, a_deleted_executable_has_its_old_name)
{
	load(self, "[Policy \"a\"]\nexe=/usr/bin/app\n");
	self->crash.exe = "/usr/bin/app (deleted)";
	EXPECT_STREQ("a", decide(self)->name);
	self->crash.exe = "/usr/bin/app (deleted) (deleted)";
	EXPECT_STREQ("", decide(self)->name);
	self->crash.exe = " (deleted)";
	EXPECT_STREQ("", decide(self)->name);
}

TEST_F(policy, the_section_without_a_name_is_for_all)
{
	load(self, "[Policy \"a\"]\nexe=/usr/bin/app\nrate=1/s\n"
		   "[Policy]\naction=count\nrate=unlimited\nrate-per-uid=7/d\nmemory=1M\n");
	EXPECT_EQ(POLICY_COUNT, decide(self)->action);
	EXPECT_EQ(1U << 20, decide(self)->memory);
	EXPECT_STREQ("a", decide(self)->rates[POLICY_RATE_ALL].scope);
	EXPECT_EQ(1, decide(self)->rates[POLICY_RATE_ALL].count);
	EXPECT_STREQ("", decide(self)->rates[POLICY_RATE_PER_UID].scope);
	EXPECT_EQ(7, decide(self)->rates[POLICY_RATE_PER_UID].count);
	self->crash.exe = "/x";
	EXPECT_STREQ("", decide(self)->name);
	EXPECT_EQ(POLICY_COUNT, decide(self)->action);
	EXPECT_EQ(0, decide(self)->rates[POLICY_RATE_ALL].period_ns);
}

TEST_F(policy, sections_of_one_name_are_one_rule)
{
	load(self, "[Policy \"a\"]\nexe=/opt/*\naction=ignore\n[Policy \"b\"]\n"
		   "[Policy \"a\"]\nexe=/usr/bin/app\naction=small\n");
	EXPECT_EQ(2, self->rules.n_rules);
	EXPECT_STREQ("a", decide(self)->name);
	EXPECT_EQ(POLICY_SMALL, decide(self)->action);
}

TEST_F(policy, an_empty_value_forgets_what_was_read)
{
	load(self, "[Policy \"a\"]\nexe=/opt/*\naction=ignore\nexe=\naction=\nexe=/usr/*\n");
	EXPECT_STREQ("", problem(self, 0));
	EXPECT_STREQ("a", decide(self)->name);
	EXPECT_EQ(POLICY_MINI, decide(self)->action);
	self->crash.exe = "/opt/x";
	EXPECT_STREQ("", decide(self)->name);
}

TEST_F(policy, a_broken_section_is_named_and_left_out)
{
	load(self, "[Policy \"a\"]\nuid=abc\naction=ignore\n"
		   "[Policy \"b\"]\nexee=/x\naction=ignore\n"
		   "[Policy \"c\"]\naction=discard\n"
		   "[Policy \"d\"]\nuid=1000\n"
		   "[Policy]\nexe=/usr/*\naction=ignore\n");
	EXPECT_STREQ("2 [Policy \"a\"] uid: must be numbers of users, or ranges such as 1000-1999;"
		     " the section is left out",
		     problem(self, 0));
	EXPECT_STREQ("5 [Policy \"b\"] exee: key is not known; the section is left out",
		     problem(self, 1));
	EXPECT_STREQ("8 [Policy \"c\"] action: must be mini, small, count or ignore;"
		     " the section is left out",
		     problem(self, 2));
	EXPECT_STREQ("12 [Policy] exe: belongs to a section with a name; the section is left out",
		     problem(self, 3));
	EXPECT_EQ(4, self->config.n_problems);
	EXPECT_STREQ("d", decide(self)->name);
	EXPECT_EQ(1, decide(self)->number);
	EXPECT_EQ(POLICY_MINI, decide(self)->action);
	EXPECT_EQ(POLICY_MINI, self->rules.standard.decision.action);
}

TEST_F(policy, bad_heads_are_named_and_their_lines_skipped)
{
	load(self, "[Policy \"\"]\nexe=/x\n[Policy x]\nexe=/x\n[Policy \"a b\"]\nexe=/x\n"
		   "[Policy \"123456789012345678901234567890123\"]\nexe=/x\n"
		   "[Policy \"12345678901234567890123456789012\"]\nexe=/x\n"
		   "[Policyx]\nexe=/x\n");
	EXPECT_EQ(5, self->config.n_problems);
	EXPECT_STREQ("11 [] -: section [Policyx] is not known", problem(self, 4));
	EXPECT_EQ(1, self->rules.n_rules);
}

TEST_F(policy, values_out_of_bounds_are_refused)
{
	static const char *const lines[] = {
		"uid=4294967296",
		"uid=5-4",
		"uid=-1",
		"uid=1-",
		"uid=,",
		"signal=0",
		"signal=65",
		"signal=SIGNOTHING",
		"signal=",
		"rate=1",
		"rate=1/0s",
		"rate=/min",
		"rate=4294967296/s",
		"rate=1/fortnight",
		"memory=65M",
		"hold-timeout=9ms",
		"total-timeout=61min",
		"rate=11111111111111111/s",
	};
	char text[128];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		bool is_valid = strcmp(lines[i], "signal=") == 0;
		size_t before = self->config.n_problems;

		self->config.policy_lines = self->config.last_policy_line = NULL;
		snprintf(text, sizeof(text), "[Policy \"a\"]\n%s\n", lines[i]);
		load(self, text);
		EXPECT_EQ(before + (is_valid ? 0 : 1), self->config.n_problems)
		{
			TH_LOG("%s", lines[i]);
		}
	}
}

TEST_F(policy, too_many_rules_are_named)
{
	char text[POLICY_RULES_MAX * 24 + 100];
	size_t length = 0;

	for (unsigned int i = 0; i <= POLICY_RULES_MAX; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "[Policy \"r%u\"]\n", i);
	load(self, text);
	EXPECT_EQ(POLICY_RULES_MAX, self->rules.n_rules);
	EXPECT_EQ(1, self->config.n_problems);
}

TEST_F(policy, a_hold_timeout_never_exceeds_the_total)
{
	load(self, "[Policy \"a\"]\ntotal-timeout=1s\n");
	EXPECT_EQ(NSEC_PER_SEC, decide(self)->hold_timeout);
	EXPECT_EQ(NSEC_PER_SEC, decide(self)->total_timeout);
}

TEST_F(policy, the_longest_total_timeout_is_known)
{
	load(self, "[Policy \"a\"]\ntotal-timeout=50s\nuid=1\n[Policy \"b\"]\ntotal-timeout=1s\n");
	EXPECT_EQ(50 * NSEC_PER_SEC, policy_rules_longest(&self->rules));
}

TEST_F(policy, a_number_out_of_range_is_no_rule)
{
	load(self, "[Policy \"a\"]\n");
	EXPECT_STREQ("a", policy_rules_decision(&self->rules, 1)->name);
	EXPECT_STREQ("", policy_rules_decision(&self->rules, 0)->name);
	EXPECT_STREQ("", policy_rules_decision(&self->rules, 2)->name);
}

TEST_F(policy, values_are_formatted_as_they_are_written)
{
	static const struct {
		const char *line, *value;
		enum policy_key_id id;
	} cases[] = {
		{ "action=count", "count", POLICY_KEY_ACTION },
		{ "rate=10/min", "10/min", POLICY_KEY_RATE },
		{ "rate=10/90s", "10/90s", POLICY_KEY_RATE },
		{ "rate=0/s", "0/s", POLICY_KEY_RATE },
		{ "rate=unlimited", "unlimited", POLICY_KEY_RATE },
		{ "memory=0", "0B", POLICY_KEY_MEMORY },
		{ "total-timeout=1min", "1min", POLICY_KEY_TOTAL_TIMEOUT },
		{ "command-line=program", "program", POLICY_KEY_COMMAND_LINE },
		{ "sanitize-stacks=on", "yes", POLICY_KEY_SANITIZE_STACKS },
	};
	char text[128], value[POLICY_VALUE_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "[Policy \"a\"]\n%s\n", cases[i].line);
		load(self, text);
		policy_value_format(&self->rules.rules[0], cases[i].id, value);
		EXPECT_STREQ(cases[i].value, value);
	}
}

TEST_HARNESS_MAIN
