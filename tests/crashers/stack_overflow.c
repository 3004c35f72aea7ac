/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/main_thread.c */
/*
 * stack_overflow [KIB [thread | filter]]: calls itself until its stack of KIB KiB, 1 MiB if not
 * said, has no room: the main thread's or, with "thread", another's. With "filter" its
 * coredump_filter is 0, and a page of its memory is marked with MADV_DONTDUMP.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/crashers/shared/main_thread.h"

__attribute__((noinline)) static uint64_t descend(uint64_t depth)
{
	volatile uint64_t frame[32];

	for (unsigned int i = 0; i < 32; i++)
		frame[i] = depth << 8 | i;
	if (depth == UINT64_MAX)
		return 0;
	return descend(depth + 1) + frame[depth % 32];
}

static void *descend_in_thread(void *argument)
{
	main_thread_wait_until_it_pauses();
	return descend(1) ? argument : NULL;
}

static int overflow_thread(size_t size)
{
	pthread_attr_t attributes;
	pthread_t thread;

	if (pthread_attr_init(&attributes) != 0 ||
	    pthread_attr_setstacksize(&attributes, size) != 0 ||
	    pthread_create(&thread, &attributes, descend_in_thread, NULL) != 0)
		return 1;
	return pause();
}

static int filter_everything(void)
{
	int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED || madvise(page, 4096, MADV_DONTDUMP) < 0)
		return -1;
	return fd >= 0 && write(fd, "0\n", 2) == 2 && close(fd) == 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
	rlim_t size = (argc > 1 ? strtoul(argv[1], NULL, 10) : 1024) * 1024;
	const char *mode = argc > 2 ? argv[2] : "";
	struct rlimit limit;

	if (strcmp(mode, "thread") == 0)
		return overflow_thread(size);
	if (strcmp(mode, "filter") == 0 && filter_everything() < 0)
		return 1;
	/* The limit holds from the next execve(2) on. */
	if (getrlimit(RLIMIT_STACK, &limit) < 0)
		return 1;
	if (limit.rlim_cur != size) {
		limit.rlim_cur = limit.rlim_max = size;
		if (setrlimit(RLIMIT_STACK, &limit) == 0)
			execv("/proc/self/exe", argv);
		return 1;
	}
	return (int)descend(1);
}
