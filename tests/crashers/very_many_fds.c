/* SPDX-License-Identifier: GPL-2.0-or-later */
/* very_many_fds N: opens N descriptors besides those that it has, says how many it has then, and
 * aborts. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define SPARE 64

static unsigned int count_open(unsigned int end)
{
	unsigned int n_open = 0;

	for (unsigned int fd = 0; fd < end; fd++)
		n_open += fcntl((int)fd, F_GETFD) >= 0;
	return n_open;
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 10) : 0;
	const struct rlimit limit = { n + SPARE, n + SPARE };

	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 1;
	for (unsigned int i = 0; i < n; i++)
		if (open("/dev/null", O_RDONLY) < 0)
			return 1;
	printf("{\"fds\": %u}\n", count_open(n + SPARE));
	fflush(stdout);
	abort();
}
