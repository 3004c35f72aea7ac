/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/upkeep.h"

#include <err.h>
#include <errno.h>
#include <string.h>

#include "converter/indexed_report.h"
#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/base/quantity.h"
#include "lib/store/report_files.h"
#include "lib/store/store_limits.h"
#include "lib/store/vacuum.h"

/* How often all reports are looked at, though no limit but age can be exceeded. */
#define CHECK_SECONDS 3600

void upkeep_note(const struct store *store, const char *id)
{
	int r = index_report(store, id);

	if (r < 0 && r != -ENOENT)
		warnx("cannot add %s to the index: %s", id, strerror(-r));
}

/* Reports that wait: few, after a drain. */
static uint64_t spool_bytes(const struct store *store)
{
	_cleanup_(store_list_done) struct store_list list = STORE_LIST_INIT;
	uint64_t sum = 0;

	if (store_list_read_spool(store, &list) < 0)
		return 0;
	for (size_t i = 0; i < list.n_reports; i++) {
		struct report_files files;

		report_files_look(store, &list.reports[i], &files);
		sum = saturating_add_u64(sum, files.bytes);
	}
	return sum;
}

static bool is_due(const struct store *store, const struct retention_limits *limits)
{
	_cleanup_(store_usage_done) struct store_usage usage = STORE_USAGE_INIT;
	uint64_t now_s = limits->now_ns / NSEC_PER_SEC;

	if (report_index_usage(store, &usage) < 0)
		return true;
	if (usage.rewritten_s > now_s || now_s - usage.rewritten_s >= CHECK_SECONDS)
		return true;
	return store_limits_are_exceeded(limits, &usage, spool_bytes(store));
}

/* Returns how many reports were removed. */
static size_t clean(const struct store *store, const struct retention_limits *limits)
{
	size_t n_removed = 0;
	int r = vacuum_run(store, limits, &extra_file_source, &n_removed);

	if (r < 0 && r != -ENOENT)
		warnx("cannot make room in %s: %s", store->path, strerror(-r));
	if (n_removed > 0)
		warnx("removed %zu reports to keep %s within its limits", n_removed, store->path);
	return n_removed;
}

void upkeep_run(const struct store *store, const struct config *config)
{
	struct retention_limits limits, lower;

	if (store_limits_of(store, config, &limits) < 0 || !is_due(store, &limits))
		return;
	lower = store_limits_with_slack(&limits);
	(void)clean(store, &lower);
}

bool upkeep_make_room(const struct store *store, const struct config *config, uint64_t bytes,
		      uint64_t n_files)
{
	struct retention_limits limits;

	if (store_limits_of(store, config, &limits) < 0)
		return false;
	limits = store_limits_with_slack(&limits);
	limits.free_bytes = max_u64(limits.free_bytes, bytes);
	limits.free_files = max_u64(limits.free_files, n_files);
	return clean(store, &limits) > 0;
}
