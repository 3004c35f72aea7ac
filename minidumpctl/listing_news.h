/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports that come while `list --follow` runs. */
#pragma once

#include "minidumpctl/listing.h"

struct listing_news {
	int watch_fd; /* inotify(7) */
	const struct store *store;
	char events[4096] __attribute__((aligned(8)));
	size_t n_bytes, next; /* of events that are not looked at yet */
};

#define LISTING_NEWS_INIT ((struct listing_news){ .watch_fd = NO_FD })

/* Starts to watch the store. Returns an exit status, after a complaint. listing_news_done(). */
int listing_news_open(const struct catalog *catalog, struct listing_news *ret_news);
void listing_news_done(struct listing_news *news);

/* Waits for the next report that the listing wants. Returns 0, or an errno after a complaint. */
int listing_news_wait(struct listing_news *news, const struct listing *listing,
		      struct store_report *ret_report);
