/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -static */
/*
 * A process whose core fits into a pipe: static, and its filter lets next to nothing into the core.
 * So the kernel never waits for the reader, unless core_pipe_limit says so.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
	int fd = open("/proc/self/coredump_filter", O_WRONLY);

	if (fd < 0 || write(fd, "0", 1) != 1)
		return 1;
	(void)close(fd);
	abort();
}
