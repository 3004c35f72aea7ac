/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/retention.h"

#include <stdio.h>
#include <string.h>

#include "kselftest_harness.h"
#include "lib/store/index_entry.h"

#define REPORTS_MAX 16

/* One report: a letter for its signature ('-': none), user, size, and '!' if it is fixed. */
struct row {
	char signature;
	uid_t uid;
	uint64_t bytes;
	char fixed;
};

/* Reports in the order of their crashes, limits, and which of the reports are kept: '.' of all. */
struct scene {
	const char *name;
	struct row rows[REPORTS_MAX];
	struct retention_limits limits; /* now, age, bytes, a user's bytes; and what to free */
	const char *expected; /* a letter for each: . kept, a by age, s by share, r for room */
};

#define NO_LIMIT UINT64_MAX
static const struct scene scenes[] = {
	{ "nothing is over a limit",
	  { { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'B', 2, 10, 0 } },
	  { 100, 100, 30, 20, 0, 0 },
	  "..." },
	{ "those between go first, the oldest of them before",
	  { { 'A', 1, 10, 0 },
	    { 'A', 1, 10, 0 },
	    { 'B', 1, 10, 0 },
	    { 'A', 1, 10, 0 },
	    { 'A', 1, 10, 0 } },
	  { 100, NO_LIMIT, 40, NO_LIMIT, 0, 0 },
	  ".r..." },
	{ "then the firsts",
	  { { 'A', 1, 10, 0 },
	    { 'A', 1, 10, 0 },
	    { 'B', 1, 10, 0 },
	    { 'A', 1, 10, 0 },
	    { 'A', 1, 10, 0 } },
	  { 100, NO_LIMIT, 20, NO_LIMIT, 0, 0 },
	  "rr.r." },
	{ "the newest of a signature never goes for room",
	  { { 'A', 1, 10, 0 }, { 'B', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'C', 1, 10, 0 } },
	  { 100, NO_LIMIT, 1, NO_LIMIT, 0, 0 },
	  "r..." },
	{ "not even when the disk is full",
	  { { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'B', 1, 10, 0 } },
	  { .now_ns = 100,
	    .max_bytes = NO_LIMIT,
	    .max_user_bytes = NO_LIMIT,
	    .max_age_ns = NO_LIMIT,
	    .free_bytes = 1000,
	    .free_files = 1000 },
	  "r.." },
	{ "no more is freed than asked for",
	  { { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 } },
	  { .now_ns = 100,
	    .max_bytes = NO_LIMIT,
	    .max_user_bytes = NO_LIMIT,
	    .max_age_ns = NO_LIMIT,
	    .free_bytes = 10 },
	  ".r.." },
	{ "files are freed as bytes are",
	  { { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 } },
	  { .now_ns = 100,
	    .max_bytes = NO_LIMIT,
	    .max_user_bytes = NO_LIMIT,
	    .max_age_ns = NO_LIMIT,
	    .free_files = 3 },
	  ".rr." },
	{ "without signature each is the newest of its own",
	  { { '-', 1, 10, 0 }, { '-', 1, 10, 0 }, { 'A', 1, 10, 0 } },
	  { 100, NO_LIMIT, 1, NO_LIMIT, 0, 0 },
	  "..." },
	{ "age takes everything, the newest too",
	  { { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'B', 1, 10, 0 }, { 'B', 1, 10, 0 } },
	  { 100, 97, NO_LIMIT, NO_LIMIT, 0, 0 },
	  "aaa." },
	{ "what has aged away makes room",
	  { { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 } },
	  { .now_ns = 100,
	    .max_bytes = 30,
	    .max_user_bytes = NO_LIMIT,
	    .max_age_ns = 99,
	    .free_bytes = 10 },
	  "a..." },
	{ "a user over his share gives of his own",
	  { { 'A', 1, 10, 0 },
	    { 'B', 2, 10, 0 },
	    { 'B', 2, 10, 0 },
	    { 'B', 2, 10, 0 },
	    { 'A', 1, 10, 0 } },
	  { 100, NO_LIMIT, NO_LIMIT, 20, 0, 0 },
	  "..s.." },
	{ "even the newest, and only then",
	  { { 'A', 1, 10, 0 },
	    { 'B', 2, 10, 0 },
	    { 'C', 2, 10, 0 },
	    { 'C', 2, 10, 0 },
	    { 'D', 2, 10, 0 } },
	  { 100, NO_LIMIT, NO_LIMIT, 20, 0, 0 },
	  ".ss.." },
	{ "who fills his share does not cost others theirs",
	  { { 'A', 1, 10, 0 },
	    { 'A', 1, 10, 0 },
	    { 'A', 1, 10, 0 },
	    { 'B', 2, 10, 0 },
	    { 'C', 2, 10, 0 },
	    { 'D', 2, 10, 0 } },
	  { 100, NO_LIMIT, 60, 20, 0, 0 },
	  ".s.s.." },
	{ "what waits for its conversion counts and stays",
	  { { '-', 0, 50, '!' }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 } },
	  { 100, 5, 70, NO_LIMIT, 0, 0 },
	  ".aaa" },
	{ "and leaves the others less room",
	  { { '-', 0, 50, '!' }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 }, { 'A', 1, 10, 0 } },
	  { 100, NO_LIMIT, 70, NO_LIMIT, 0, 0 },
	  "..r." },
	{ "what became the last with a share taken stays",
	  { { 'A', 1, 10, 0 }, { 'A', 2, 30, 0 } },
	  { 100, NO_LIMIT, 5, 20, 0, 0 },
	  ".s" },
};

static size_t fill(const struct scene *scene, struct retention_report *reports,
		   char names[REPORTS_MAX][2][REPORT_ID_SIZE])
{
	size_t n = 0;

	for (; n < REPORTS_MAX && scene->rows[n].bytes; n++) {
		const struct row *row = &scene->rows[n];

		(void)snprintf(names[n][0], REPORT_ID_SIZE, "%04zu", n);
		(void)snprintf(names[n][1], REPORT_ID_SIZE, "%c", row->signature);
		reports[n] = (struct retention_report){
			.id = names[n][0],
			.signature = row->signature == '-' ? NULL : names[n][1],
			.time_ns = n,
			.uid = row->uid,
			.bytes = row->bytes,
			.files = 2,
			.position = n,
			.is_fixed = row->fixed == '!',
		};
	}
	return n;
}

/* The last first, to see that they are sorted. */
static void reverse(struct retention_report *reports, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct retention_report other = reports[i];

		reports[i] = reports[n - 1 - i];
		reports[n - 1 - i] = other;
	}
}

TEST(scenes_end_as_told)
{
	for (size_t i = 0; i < sizeof(scenes) / sizeof(*scenes); i++) {
		char names[REPORTS_MAX][2][REPORT_ID_SIZE], verdicts[REPORTS_MAX + 1] = "";
		struct retention_report reports[REPORTS_MAX];
		size_t n = fill(&scenes[i], reports, names);

		reverse(reports, n);
		ASSERT_EQ(0, retention_decide(reports, n, &scenes[i].limits));
		for (size_t j = 0; j < n; j++) {
			EXPECT_EQ(j, reports[j].position);
			verdicts[j] = ".asr"[reports[j].verdict];
		}
		EXPECT_STREQ(scenes[i].expected, verdicts)
		{
			TH_LOG("%s", scenes[i].name);
		}
	}
}

TEST(nothing_is_decided_of_nothing)
{
	EXPECT_EQ(0, retention_decide(NULL, 0, &RETENTION_UNLIMITED));
}

TEST(a_clock_that_went_back_ages_nothing)
{
	struct retention_report report = { .id = "1", .time_ns = 500, .bytes = 1 };
	const struct retention_limits limits = { 100, 1, NO_LIMIT, NO_LIMIT, 0, 0 };

	ASSERT_EQ(0, retention_decide(&report, 1, &limits));
	EXPECT_EQ(RETENTION_KEEP, report.verdict);
}

TEST(verdicts_have_names)
{
	EXPECT_STREQ("keep", retention_verdict_name(RETENTION_KEEP));
	EXPECT_STREQ("age", retention_verdict_name(RETENTION_AGE));
	EXPECT_STREQ("share", retention_verdict_name(RETENTION_SHARE));
	EXPECT_STREQ("room", retention_verdict_name(RETENTION_ROOM));
}

TEST_HARNESS_MAIN
