/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of coredump-pattern. */
#pragma once

#include <stdbool.h>

/* Also the exit statuses of the program. */
enum request_status { REQUEST_DONE = 0, REQUEST_FAILED = 1, REQUEST_USAGE = 2 };

enum request_verb {
	REQUEST_HELP,
	REQUEST_VERSION,
	REQUEST_ENABLE,
	REQUEST_DISABLE,
	REQUEST_STATUS
};

struct request {
	enum request_verb verb;
	const char *collector; /* an absolute path, by default the installed collector's */
	const char *config;    /* NULL: the default configuration */
	const char *limit;     /* decimal, within the kernel's range, without leading zeros */
	bool json;
	bool force;
};

/*
 * Fills *ret, whose strings borrow from argv. Returns 0, or -EINVAL after a message that says what
 * is wrong and, if it can, what may have been meant.
 */
int request_parse(int argc, char **argv, struct request *ret);

void request_print_help(void);
