/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports that come while `list --follow` runs. */
#pragma once

#include "minidumpctl/reports/listing.h"

struct listing_news {
	int watch_fd;		    /* inotify(7) */
	struct store_report *known; /* newest first: what was there at the last look */
	size_t n_known;
	struct store_report *fresh; /* what has come since, newest first */
	size_t n_fresh;		    /* how many of them are still to be told */
};

#define LISTING_NEWS_INIT ((struct listing_news){ .watch_fd = NO_FD })

/* Starts to watch the store. Returns an exit status, after a complaint. listing_news_done(). */
int listing_news_open(const struct catalog *catalog, struct listing_news *ret_news);
void listing_news_done(struct listing_news *news);

/* What the listing was chosen from is known. Returns 0 or -ENOMEM. */
int listing_news_begin(struct listing_news *news, const struct listing *listing);

/*
 * Waits for the next report that the listing wants; its catalog is read again then. Returns 0, or
 * an errno after a complaint.
 */
int listing_news_wait(struct listing_news *news, const struct listing *listing,
		      struct store_report *ret_report);
