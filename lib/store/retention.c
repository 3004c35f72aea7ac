/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/retention.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/store/store_usage.h"

/* The place of a report among those of its signature. */
enum rank {
	RANK_BETWEEN,
	RANK_FIRST,
	RANK_LAST, /* also the only one */
	RANK_END_
};

struct decision {
	struct retention_report *reports; /* oldest first */
	size_t n_reports;
	uint8_t *ranks; /* of reports[] */
	const struct retention_limits *limits;
	struct store_usage kept; /* by user */
	uint64_t bytes_to_free, files_to_free;
};

static int compare_ids(const void *a, const void *b)
{
	return strcmp(((const struct retention_report *)a)->id,
		      ((const struct retention_report *)b)->id);
}

/* By signature, then by age. Those without signature come first. */
static int compare_signatures(const void *a, const void *b)
{
	const struct retention_report *left = *(const struct retention_report *const *)a;
	const struct retention_report *right = *(const struct retention_report *const *)b;
	int order = strcmp(left->signature ? left->signature : "",
			   right->signature ? right->signature : "");

	return order != 0 ? order : strcmp(left->id, right->id);
}

static bool in_same_group(const struct retention_report *a, const struct retention_report *b)
{
	return a->signature && b->signature && strcmp(a->signature, b->signature) == 0;
}

/* Among those that are kept so far: the first of a group that has aged away is not its first. */
static int rank_reports(struct decision *decision)
{
	_cleanup_free_ const struct retention_report **sorted =
		calloc(decision->n_reports + 1, sizeof(*sorted));
	size_t n_sorted = 0;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < decision->n_reports; i++)
		if (decision->reports[i].verdict == RETENTION_KEEP)
			sorted[n_sorted++] = &decision->reports[i];
	qsort(sorted, n_sorted, sizeof(*sorted), compare_signatures);
	for (size_t i = 0; i < n_sorted; i++) {
		bool is_first = i == 0 || !in_same_group(sorted[i - 1], sorted[i]);
		bool is_last = i + 1 == n_sorted || !in_same_group(sorted[i], sorted[i + 1]);

		decision->ranks[sorted[i] - decision->reports] = is_last    ? RANK_LAST
								 : is_first ? RANK_FIRST
									    : RANK_BETWEEN;
	}
	return 0;
}

static void remove_report(struct decision *decision, struct retention_report *report,
			  enum retention_verdict verdict, struct user_usage *user)
{
	report->verdict = verdict;
	user->bytes -= report->bytes;
	decision->bytes_to_free = saturating_sub_u64(decision->bytes_to_free, report->bytes);
	decision->files_to_free = saturating_sub_u64(decision->files_to_free, report->files);
}

static struct user_usage *user_of(struct decision *decision, const struct retention_report *report)
{
	for (size_t i = 0; i < decision->kept.n_users; i++)
		if (decision->kept.users[i].uid == report->uid)
			return &decision->kept.users[i];
	abort(); /* count_users() has seen them all */
}

static void remove_aged(struct decision *decision)
{
	const struct retention_limits *limits = decision->limits;

	for (size_t i = 0; i < decision->n_reports; i++) {
		struct retention_report *report = &decision->reports[i];

		if (!report->is_fixed &&
		    saturating_sub_u64(limits->now_ns, report->time_ns) > limits->max_age_ns)
			report->verdict = RETENTION_AGE;
	}
}

static int count_users(struct decision *decision)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < decision->n_reports; i++) {
		const struct retention_report *report = &decision->reports[i];

		if (report->verdict == RETENTION_KEEP)
			r = store_usage_add(&decision->kept, report->uid, 1, report->bytes);
	}
	return r;
}

static bool is_left(const struct decision *decision, size_t i, enum rank rank)
{
	const struct retention_report *report = &decision->reports[i];

	return report->verdict == RETENTION_KEEP && !report->is_fixed && decision->ranks[i] == rank;
}

static void remove_over_share(struct decision *decision, enum rank rank)
{
	for (size_t i = 0; i < decision->n_reports; i++) {
		struct user_usage *user;

		if (!is_left(decision, i, rank))
			continue;
		user = user_of(decision, &decision->reports[i]);
		if (user->bytes > decision->limits->max_user_bytes)
			remove_report(decision, &decision->reports[i], RETENTION_SHARE, user);
	}
}

static void remove_for_room(struct decision *decision, enum rank rank)
{
	for (size_t i = 0; i < decision->n_reports; i++) {
		if (decision->bytes_to_free == 0 && decision->files_to_free == 0)
			return;
		if (is_left(decision, i, rank))
			remove_report(decision, &decision->reports[i], RETENTION_ROOM,
				      user_of(decision, &decision->reports[i]));
	}
}

static void note_what_to_free(struct decision *decision)
{
	const struct retention_limits *limits = decision->limits;
	uint64_t over = saturating_sub_u64(store_usage_bytes(&decision->kept), limits->max_bytes);

	decision->bytes_to_free = max_u64(decision->bytes_to_free, over);
}

/* What has aged away frees room as well. */
static void note_aged(struct decision *decision)
{
	decision->bytes_to_free = decision->limits->free_bytes;
	decision->files_to_free = decision->limits->free_files;
	for (size_t i = 0; i < decision->n_reports; i++) {
		const struct retention_report *report = &decision->reports[i];

		if (report->verdict != RETENTION_AGE)
			continue;
		decision->bytes_to_free =
			saturating_sub_u64(decision->bytes_to_free, report->bytes);
		decision->files_to_free =
			saturating_sub_u64(decision->files_to_free, report->files);
	}
}

static int decide(struct decision *decision)
{
	int r;

	remove_aged(decision);
	note_aged(decision);
	r = rank_reports(decision);
	if (r == 0)
		r = count_users(decision);
	if (r < 0)
		return r;
	for (unsigned int rank = RANK_BETWEEN; rank < RANK_END_; rank++)
		remove_over_share(decision, rank);
	note_what_to_free(decision);
	/* Where the last of a group went with its user's share, another report is its last now. */
	r = rank_reports(decision);
	if (r < 0)
		return r;
	for (unsigned int rank = RANK_BETWEEN; rank < RANK_LAST; rank++)
		remove_for_room(decision, rank);
	return 0;
}

int retention_decide(struct retention_report *reports, size_t n_reports,
		     const struct retention_limits *limits)
{
	_cleanup_free_ uint8_t *ranks = calloc(n_reports + 1, 1);
	struct decision decision = {
		.reports = reports, .n_reports = n_reports, .ranks = ranks, .limits = limits
	};
	int r = -ENOMEM;

	for (size_t i = 0; i < n_reports; i++)
		reports[i].verdict = RETENTION_KEEP;
	if (n_reports == 0)
		return 0;
	qsort(reports, n_reports, sizeof(*reports), compare_ids);
	if (ranks)
		r = decide(&decision);
	store_usage_done(&decision.kept);
	for (size_t i = 0; r < 0 && i < n_reports; i++)
		reports[i].verdict = RETENTION_KEEP;
	return r;
}

const char *retention_verdict_name(enum retention_verdict verdict)
{
	static const char *const names[] = {
		[RETENTION_KEEP] = "keep",
		[RETENTION_AGE] = "age",
		[RETENTION_SHARE] = "share",
		[RETENTION_ROOM] = "room",
	};

	return names[verdict];
}
