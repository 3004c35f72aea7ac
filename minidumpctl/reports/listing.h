/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `list` shows: which reports, and in which order. */
#pragma once

#include "minidumpctl/reports/catalog.h"
#include "minidumpctl/reports/report_filter.h"

struct listing {
	const struct invocation *invocation; /* borrowed */
	struct catalog *catalog;	     /* borrowed */
	const struct store_list *all;	     /* ids are shortened among these; NULL: not at all */
	struct report_filter filter;
	struct store_report *reports; /* newest first, however they are shown */
	size_t n_reports;
	size_t n_candidates; /* how many there were before the filter */
};

#define LISTING_INIT ((struct listing){ .invocation = NULL })

/* Refuses options that contradict each other, with a complaint. Returns an exit status. */
int listing_check(const struct invocation *invocation);

/*
 * Chooses by the invocation's arguments, or from the whole store, by the filter and by -n. Returns
 * an exit status; *ret_listing is filled unless nothing can be shown. listing_done().
 */
int listing_choose(const struct invocation *invocation, struct catalog *catalog,
		   struct listing *ret_listing);
void listing_done(struct listing *listing);

/* The report that is shown at this position. */
const struct store_report *listing_at(const struct listing *listing, size_t position);

/* True if the filter lets a report through; reads it, if that has to be. */
bool listing_wants(const struct listing *listing, const struct store_report *entry);
