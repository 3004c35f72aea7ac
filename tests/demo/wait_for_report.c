/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wait_for_report DIRECTORY SECONDS
 *
 * Returns when a report (a file named *.extra) is in DIRECTORY, or fails after SECONDS.
 */
#include <dirent.h>
#include <err.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>

#include "lib/base/fd_io.h"

static int is_report(const struct dirent *entry)
{
	const char *suffix = strrchr(entry->d_name, '.');

	return suffix && !strcmp(suffix, ".extra");
}

static bool has_report(const char *directory)
{
	struct dirent **names = NULL;
	int count = scandir(directory, &names, is_report, NULL);

	if (count < 0)
		err(1, "%s", directory);
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return count > 0;
}

int main(int argc, char **argv)
{
	char events[4096];
	struct pollfd watch = { .events = POLLIN };
	time_t deadline;

	if (argc != 3)
		errx(2, "usage: wait_for_report DIRECTORY SECONDS");
	deadline = time(NULL) + strtol(argv[2], NULL, 10);
	watch.fd = inotify_init1(IN_CLOEXEC);
	if (watch.fd < 0 || inotify_add_watch(watch.fd, argv[1], IN_CREATE | IN_MOVED_TO) < 0)
		err(1, "%s", argv[1]);
	while (!has_report(argv[1])) {
		time_t left = deadline - time(NULL);

		if (left <= 0 || poll(&watch, 1, (int)left * 1000) <= 0)
			errx(1, "no report in %s after %s seconds", argv[1], argv[2]);
		(void)fd_read_some(watch.fd, events, sizeof(events));
	}
	return 0;
}
