/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/vacuum.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "lib/base/quantity.h"
#include "lib/store/extra_keys.h"

void vacuum_done(struct vacuum *vacuum)
{
	census_done(&vacuum->census);
	free(vacuum->reports);
	free(vacuum->removed);
	*vacuum = VACUUM_INIT;
}

/* 2020: before that the clock of a machine that runs this was not set. */
#define CLOCK_IS_SET_NS (1577836800 * NSEC_PER_SEC)

/* The end of time, that is no age, for a crash whose time cannot be true. */
static uint64_t time_of(const struct census_item *item)
{
	const char *text = item->entry ? index_entry_value(item->entry, EXTRA_CRASH_TIME_NS) : NULL;
	uint64_t time_ns;

	if (!text || quantity_parse_number(text, &time_ns) < 0)
		time_ns = report_id_time_ns(item->report.id);
	return time_ns < CLOCK_IS_SET_NS ? UINT64_MAX : time_ns;
}

static struct retention_report report_of(const struct census *census, size_t position)
{
	const struct census_item *item = &census->items[position];

	return (struct retention_report){
		.id = item->report.id,
		.signature = item->entry ? index_entry_value(item->entry, EXTRA_SIGNATURE) : NULL,
		.time_ns = time_of(item),
		.uid = item->entry ? index_entry_uid(item->entry) : INDEX_NO_READER,
		.bytes = item->bytes,
		.files = item->n_files,
		.position = position,
		.is_fixed = !item->entry,
	};
}

int vacuum_plan(const struct store *store, const struct retention_limits *limits,
		const struct extra_source *source, struct vacuum *ret_vacuum)
{
	_cleanup_(vacuum_done) struct vacuum vacuum = VACUUM_INIT;
	size_t n_items;
	int r = census_take(store, source, &vacuum.census);

	if (r < 0)
		return r;
	n_items = vacuum.census.n_items;
	vacuum.reports = calloc(n_items + 1, sizeof(*vacuum.reports));
	vacuum.removed = calloc(n_items + 1, sizeof(*vacuum.removed));
	if (!vacuum.reports || !vacuum.removed)
		return -ENOMEM;
	for (size_t i = 0; i < n_items; i++)
		vacuum.reports[i] = report_of(&vacuum.census, i);
	vacuum.n_reports = n_items;
	r = retention_decide(vacuum.reports, n_items, limits);
	if (r < 0)
		return r;
	*ret_vacuum = vacuum;
	vacuum = VACUUM_INIT;
	return 0;
}

const struct census_item *vacuum_item(const struct vacuum *vacuum,
				      const struct retention_report *report)
{
	return &vacuum->census.items[report->position];
}

int vacuum_remove(struct vacuum *vacuum, const struct store *store,
		  const struct retention_report *report, struct deletion *ret_deletion)
{
	int r = deletion_run(store, report->id, ret_deletion);

	if (r < 0)
		return r;
	vacuum->removed[vacuum->n_removed++] = report->id;
	vacuum->bytes_removed += report->bytes;
	return 0;
}

/* Those that the index lacked and that are still there. */
static size_t collect_added(const struct vacuum *vacuum, struct index_entry *added)
{
	size_t n_added = 0;

	for (size_t i = 0; i < vacuum->n_reports; i++) {
		const struct index_entry *entry = vacuum_item(vacuum, &vacuum->reports[i])->entry;

		if (entry && entry >= vacuum->census.found &&
		    entry < vacuum->census.found + vacuum->census.n_found)
			added[n_added++] = *entry;
	}
	return n_added;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t leave_out(struct index_entry *added, size_t n_added, const char **ids, size_t n_ids)
{
	size_t n_left = 0;

	qsort(ids, n_ids, sizeof(*ids), compare_ids);
	for (size_t i = 0; i < n_added; i++) {
		const char *id = added[i].id;

		if (!bsearch(&id, ids, n_ids, sizeof(*ids), compare_ids))
			added[n_left++] = added[i];
	}
	return n_left;
}

int vacuum_finish(const struct vacuum *vacuum, const struct store *store)
{
	const struct census *census = &vacuum->census;
	size_t n_dropped = vacuum->n_removed + census->n_gone, n_added;
	_cleanup_free_ const char **dropped = calloc(n_dropped + 1, sizeof(*dropped));
	_cleanup_free_ struct index_entry *added = calloc(census->n_found + 1, sizeof(*added));

	if (vacuum->n_removed > 0)
		deletion_sync(store);
	if (!dropped || !added)
		return -ENOMEM;
	for (size_t i = 0; i < vacuum->n_removed; i++)
		dropped[i] = vacuum->removed[i];
	for (size_t i = 0; i < census->n_gone; i++)
		dropped[vacuum->n_removed + i] = census->gone[i];
	n_added = leave_out(added, collect_added(vacuum, added), dropped, n_dropped);
	return report_index_update(store, &(struct index_change){ .removed = dropped,
								  .n_removed = n_dropped,
								  .added = added,
								  .n_added = n_added });
}

int vacuum_run(const struct store *store, const struct retention_limits *limits,
	       const struct extra_source *source, size_t *ret_removed)
{
	_cleanup_(vacuum_done) struct vacuum vacuum = VACUUM_INIT;
	int r = vacuum_plan(store, limits, source, &vacuum);

	if (r < 0)
		return r;
	for (size_t i = 0; i < vacuum.n_reports; i++) {
		_cleanup_(deletion_done) struct deletion deletion = DELETION_INIT;

		if (vacuum.reports[i].verdict != RETENTION_KEEP)
			(void)vacuum_remove(&vacuum, store, &vacuum.reports[i], &deletion);
	}
	*ret_removed = vacuum.n_removed;
	return vacuum_finish(&vacuum, store);
}
