/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/listing.h"

#include <stdlib.h>

#include "lib/base/quantity.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/reports/selection.h"

/* How many old reports stand before the new ones, unless -n says it. */
#define SHOWN_BEFORE_NEWS 10

int listing_check(const struct invocation *invocation)
{
	if (invocation->follow && invocation->n_arguments > 0) {
		complain("option '--follow' shows what is to come: it takes no report");
		return STATUS_USAGE;
	}
	if (invocation->follow && invocation->until) {
		complain("options '--follow' and '--until' do not go together");
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

static int parse_limit(const struct invocation *invocation, uint64_t *ret_limit)
{
	if (!invocation->limit) {
		*ret_limit = invocation->follow ? SHOWN_BEFORE_NEWS : UINT64_MAX;
		return 0;
	}
	if (quantity_parse_number(invocation->limit, ret_limit) == 0)
		return 0;
	complain("option '--limit': '%s' is no number", invocation->limit);
	return -1;
}

bool listing_wants(const struct listing *listing, const struct store_report *entry)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;

	if (report_filter_is_empty(&listing->filter))
		return true;
	/* One that cannot be read is told of only where everything is shown. */
	return catalog_load(listing->catalog, entry, &report) == 0 &&
	       report_filter_matches(&listing->filter, &report);
}

static int choose_from(const struct store_report *candidates, size_t count, uint64_t limit,
		       struct listing *listing)
{
	listing->reports = calloc(count + 1, sizeof(*listing->reports));
	listing->n_candidates = count;
	if (!listing->reports) {
		complain("out of memory");
		return STATUS_FAILED;
	}
	for (size_t i = 0; i < count && listing->n_reports < limit; i++)
		if (listing_wants(listing, &candidates[i]))
			listing->reports[listing->n_reports++] = candidates[i];
	return STATUS_DONE;
}

static int choose_from_store(struct catalog *catalog, uint64_t limit, struct listing *listing)
{
	if (catalog_list(catalog, &listing->all) < 0)
		return STATUS_FAILED;
	return choose_from(listing->all->reports, listing->all->n_reports, limit, listing);
}

static int choose_from_arguments(const struct invocation *invocation, struct catalog *catalog,
				 uint64_t limit, struct listing *listing)
{
	_cleanup_(selection_done) struct selection selection = SELECTION_INIT;
	int status = selection_of(catalog, invocation, NULL, &selection);

	listing->all = catalog->is_listed ? &catalog->list : NULL;
	if (choose_from(selection.reports, selection.n_reports, limit, listing) != STATUS_DONE)
		return STATUS_FAILED;
	return status;
}

int listing_choose(const struct invocation *invocation, struct catalog *catalog,
		   struct listing *ret_listing)
{
	struct listing listing = { .invocation = invocation, .catalog = catalog };
	uint64_t limit;
	int status;

	if (parse_limit(invocation, &limit) < 0 ||
	    report_filter_of(invocation, &listing.filter) < 0)
		return STATUS_USAGE;
	if (invocation->n_arguments > 0)
		status = choose_from_arguments(invocation, catalog, limit, &listing);
	else
		status = choose_from_store(catalog, limit, &listing);
	if (listing.reports)
		*ret_listing = listing;
	return status;
}

void listing_done(struct listing *listing)
{
	free(listing->reports);
	*listing = LISTING_INIT;
}

const struct store_report *listing_at(const struct listing *listing, size_t position)
{
	bool is_reversed = listing->invocation->reverse || listing->invocation->follow;

	return &listing->reports[is_reversed ? listing->n_reports - 1 - position : position];
}
