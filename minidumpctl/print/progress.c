/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define FIRST_MS    1000
#define INTERVAL_MS 200

/* ECMA-48: erase to the end of the line. */
#define ERASE "\r\033[K"

static uint64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

struct progress progress_of(const char *what)
{
	bool is_seen = isatty(STDERR_FILENO);

	return (struct progress){ .what = what,
				  .next_ms = is_seen ? now_ms() + FIRST_MS : UINT64_MAX };
}

void progress_step(struct progress *progress)
{
	uint64_t now;

	progress->n_done++;
	if (progress->next_ms == UINT64_MAX)
		return;
	now = now_ms();
	if (now < progress->next_ms)
		return;
	(void)fprintf(stderr, ERASE "%s: %zu", progress->what, progress->n_done);
	(void)fflush(stderr);
	progress->is_shown = true;
	progress->next_ms = now + INTERVAL_MS;
}

void progress_done(const struct progress *progress)
{
	if (progress->is_shown)
		(void)fputs(ERASE, stderr);
}
