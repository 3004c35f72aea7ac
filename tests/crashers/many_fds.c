/* SPDX-License-Identifier: GPL-2.0-or-later */
/* many_fds: holds descriptors of many kinds, with gaps in their numbers, and aborts. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

int main(void)
{
	char name[] = "/tmp/crasher-deleted-XXXXXX";
	int pair[2], ends[2];

	if (pipe(ends) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return 1;
	if (mkstemp(name) < 0 || unlink(name) < 0 || open("/dev/null", O_RDWR) < 0)
		return 1;
	if (epoll_create1(0) < 0 || eventfd(0, 0) < 0 || timerfd_create(CLOCK_MONOTONIC, 0) < 0)
		return 1;
	if (memfd_create("many fds", 0) < 0 || socket(AF_INET, SOCK_DGRAM, 0) < 0)
		return 1;
	if (dup2(open("/proc/self/exe", O_RDONLY), 200) < 0 || dup2(pair[0], 511) < 0)
		return 1;
	abort();
}
