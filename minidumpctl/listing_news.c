/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/listing_news.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>

#include "lib/base/fd_io.h"
#include "minidumpctl/message.h"

int listing_news_open(const struct catalog *catalog, struct listing_news *ret_news)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int watch_fd = inotify_init1(IN_CLOEXEC);

	if (asprintf(&path, "%s/" STORE_PENDING, catalog->store.path) < 0) {
		path = NULL;
		complain("out of memory");
		return STATUS_FAILED;
	}
	/* A report is there when its .extra gets its name. */
	if (watch_fd < 0 ||
	    inotify_add_watch(watch_fd, path, IN_MOVED_TO | IN_CREATE | IN_ONLYDIR) < 0) {
		complain("cannot watch %s: %s", path, strerror(errno));
		return STATUS_FAILED;
	}
	*ret_news =
		(struct listing_news){ .watch_fd = take_fd(&watch_fd), .store = &catalog->store };
	return STATUS_DONE;
}

void listing_news_done(struct listing_news *news)
{
	cleanup_close(&news->watch_fd);
	news->watch_fd = NO_FD;
}

/* "ID.extra", and it is there. */
static bool is_report(const struct store *store, const char *name, struct store_report *ret_report)
{
	char id[REPORT_ID_SIZE];
	const char *dot = strchr(name, '.');

	if (!dot || strcmp(dot, STORE_SUFFIX_EXTRA) != 0 || dot - name != REPORT_ID_LENGTH)
		return false;
	memcpy(id, name, REPORT_ID_LENGTH);
	id[REPORT_ID_LENGTH] = '\0';
	return report_id_is_valid(id) && store_find(store, id, ret_report) == 0;
}

/* What came between the start of the watch and the listing. */
static bool is_listed(const struct listing *listing, const struct store_report *entry)
{
	for (size_t i = 0; i < listing->all->n_reports; i++)
		if (strcmp(listing->all->reports[i].id, entry->id) == 0)
			return listing->all->reports[i].state >= REPORT_PENDING;
	return false;
}

/* The name in the next event, "" if it has none; NULL at the end of what was read. */
static const char *next_name(struct listing_news *news)
{
	const struct inotify_event *event;

	if (news->next >= news->n_bytes)
		return NULL;
	event = (const struct inotify_event *)(news->events + news->next);
	news->next += sizeof(*event) + event->len;
	return event->len > 0 ? event->name : "";
}

static int read_events(struct listing_news *news)
{
	ssize_t n = fd_read_some(news->watch_fd, news->events, sizeof(news->events));

	if (n <= 0) {
		complain("cannot follow: %s", strerror(n < 0 ? (int)-n : EIO));
		return n < 0 ? (int)n : -EIO;
	}
	news->n_bytes = (size_t)n;
	news->next = 0;
	return 0;
}

int listing_news_wait(struct listing_news *news, const struct listing *listing,
		      struct store_report *ret_report)
{
	for (;;) {
		const char *name = next_name(news);
		int error = name ? 0 : read_events(news);

		if (error < 0)
			return error;
		if (name && is_report(news->store, name, ret_report) &&
		    !is_listed(listing, ret_report) && listing_wants(listing, ret_report))
			return 0;
	}
}
