/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/listing_news.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>

#include "lib/base/fd_io.h"
#include "minidumpctl/print/message.h"

#define EVENTS_SIZE 4096

/*
 * A report is there when its .extra gets its name. Who may not list that directory sees at least
 * that the count of reports changes.
 */
static const struct {
	const char *path; /* in the state directory */
	uint32_t events;
} watched[] = {
	{ STORE_PENDING, IN_MOVED_TO | IN_CREATE | IN_ONLYDIR },
	{ STORE_INDEX, IN_MOVED_TO | IN_CREATE | IN_ONLYDIR },
	{ STORE_INDEX "/count", IN_MODIFY | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF },
};

/* Watches the first of them that may be watched; again, what was replaced by another file. */
static int watch(int watch_fd, const struct store *store)
{
	int error = -ENOENT;

	for (size_t i = 0; i < sizeof(watched) / sizeof(*watched) && error < 0; i++) {
		_cleanup_free_ char *path = NULL;

		if (asprintf(&path, "%s/%s", store->path, watched[i].path) < 0) {
			path = NULL;
			return -ENOMEM;
		}
		error = inotify_add_watch(watch_fd, path, watched[i].events) < 0 ? -errno : 0;
	}
	return error;
}

int listing_news_open(const struct catalog *catalog, struct listing_news *ret_news)
{
	_cleanup_close_ int watch_fd = inotify_init1(IN_CLOEXEC);
	int error = watch_fd < 0 ? -errno : watch(watch_fd, &catalog->store);

	if (error < 0) {
		complain("cannot watch %s: %s", catalog->store.path, strerror(-error));
		return STATUS_FAILED;
	}
	*ret_news = (struct listing_news){ .watch_fd = take_fd(&watch_fd) };
	return STATUS_DONE;
}

void listing_news_done(struct listing_news *news)
{
	cleanup_close(&news->watch_fd);
	free(news->known);
	free(news->fresh);
	*news = LISTING_NEWS_INIT;
}

/* Copies those that are reports already, not to be converted yet. */
static int copy_reports(const struct store_list *list, struct store_report **ret_reports,
			size_t *ret_count)
{
	struct store_report *reports = calloc(list->n_reports + 1, sizeof(*reports));
	size_t count = 0;

	if (!reports)
		return -ENOMEM;
	for (size_t i = 0; i < list->n_reports; i++)
		if (list->reports[i].state >= REPORT_PENDING)
			reports[count++] = list->reports[i];
	*ret_reports = reports;
	*ret_count = count;
	return 0;
}

int listing_news_begin(struct listing_news *news, const struct listing *listing)
{
	return copy_reports(listing->all, &news->known, &news->n_known);
}

/* Of both lists, each newest first, keeps in fresh what is not known. */
static void keep_unknown(struct listing_news *news, const struct store_report *reports,
			 size_t count)
{
	size_t known = 0;

	news->n_fresh = 0;
	for (size_t i = 0; i < count; i++) {
		while (known < news->n_known && strcmp(news->known[known].id, reports[i].id) > 0)
			known++;
		if (known == news->n_known || strcmp(news->known[known].id, reports[i].id) != 0)
			news->fresh[news->n_fresh++] = reports[i];
	}
}

static int look_again(struct listing_news *news, struct catalog *catalog)
{
	const struct store_list *list;
	struct store_report *reports;
	size_t count;
	int error;

	catalog_forget(catalog);
	error = catalog_list(catalog, &list);
	if (error == 0)
		error = copy_reports(list, &reports, &count);
	if (error < 0)
		return error;
	free(news->fresh);
	news->fresh = calloc(count + 1, sizeof(*news->fresh));
	if (news->fresh)
		keep_unknown(news, reports, count);
	free(news->known);
	news->known = reports;
	news->n_known = count;
	return news->fresh ? 0 : -ENOMEM;
}

/* Which events came is of no interest: the store tells what is new. */
static int wait_for_change(const struct listing_news *news, const struct store *store)
{
	char events[EVENTS_SIZE];
	ssize_t n = fd_read_some(news->watch_fd, events, sizeof(events));

	if (n <= 0)
		return n < 0 ? (int)n : -EIO;
	return watch(news->watch_fd, store);
}

int listing_news_wait(struct listing_news *news, const struct listing *listing,
		      struct store_report *ret_report)
{
	for (;;) {
		int error;

		while (news->n_fresh > 0)
			if (listing_wants(listing, &news->fresh[--news->n_fresh])) {
				*ret_report = news->fresh[news->n_fresh];
				return 0;
			}
		error = wait_for_change(news, &listing->catalog->store);
		if (error == 0)
			error = look_again(news, listing->catalog);
		if (error < 0) {
			complain("cannot follow: %s", strerror(-error));
			return error;
		}
	}
}
