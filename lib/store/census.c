/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/census.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/store/report_files.h"

void census_done(struct census *census)
{
	free(census->items);
	free(census->found);
	free(census->gone);
	store_list_done(&census->list);
	report_index_done(&census->index);
	pool_done(&census->texts);
	*census = CENSUS_INIT;
}

static int describe(struct census *census, const struct store *store,
		    const struct extra_source *source, const struct store_report *report,
		    const struct report_files *files, struct index_entry **ret_entry)
{
	struct index_entry *entry = &census->found[census->n_found++];

	*entry = (struct index_entry){
		.reader = files->reader,
		.bytes = files->bytes,
		.has_minidump = files->has_minidump,
	};
	memcpy(entry->id, report->id, REPORT_ID_SIZE);
	*ret_entry = entry;
	return source->describe(source->context, store, report, &census->texts, entry);
}

/* A report without a line in the index, or that is not converted: its files are looked at. */
static int look(struct census *census, const struct store *store, const struct extra_source *source,
		struct census_item *item)
{
	struct index_entry *entry = NULL;
	struct report_files files;
	int r = 0;

	report_files_look(store, &item->report, &files);
	item->bytes = files.bytes;
	item->n_files = files.n_files;
	if (item->report.state >= REPORT_PENDING)
		r = describe(census, store, source, &item->report, &files, &entry);
	item->entry = entry;
	return r;
}

static int take_item(struct census *census, const struct store *store,
		     const struct extra_source *source, const struct store_report *report)
{
	struct census_item *item = &census->items[census->n_items++];

	item->report = *report;
	if (report->state >= REPORT_PENDING)
		item->entry = report_index_find(&census->index, report->id);
	if (!item->entry)
		return look(census, store, source, item);
	item->bytes = item->entry->bytes;
	item->n_files = 1 + item->entry->has_minidump;
	return 0;
}

static bool is_listed(const struct census *census, const char *id)
{
	size_t low = 0, high = census->list.n_reports;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(census->list.reports[middle].id, id);

		if (order == 0)
			return census->list.reports[middle].state >= REPORT_PENDING;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static void note_gone(struct census *census)
{
	for (size_t i = 0; i < census->index.n_entries; i++)
		if (!is_listed(census, census->index.entries[i].id))
			census->gone[census->n_gone++] = census->index.entries[i].id;
}

static int allocate(struct census *census)
{
	census->items = calloc(census->list.n_reports + 1, sizeof(*census->items));
	census->found = calloc(census->list.n_reports + 1, sizeof(*census->found));
	census->gone = calloc(census->index.n_entries + 1, sizeof(*census->gone));
	return census->items && census->found && census->gone ? 0 : -ENOMEM;
}

int census_take(const struct store *store, const struct extra_source *source,
		struct census *ret_census)
{
	_cleanup_(census_done) struct census census = CENSUS_INIT;
	/* The index first: what is stored meanwhile is seen without an entry, and read. */
	int r = report_index_read_all(store, &census.index);

	if (r == 0)
		r = store_list_read(store, &census.list);
	if (r == 0)
		r = allocate(&census);
	for (size_t i = 0; r == 0 && i < census.list.n_reports; i++)
		r = take_item(&census, store, source, &census.list.reports[i]);
	if (r < 0)
		return r;
	note_gone(&census);
	*ret_census = census;
	census = CENSUS_INIT;
	return 0;
}

bool census_corrects_index(const struct census *census)
{
	return census->n_found > 0 || census->n_gone > 0 || census->index.n_stale > 0;
}
