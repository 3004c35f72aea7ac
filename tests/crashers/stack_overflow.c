/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stack_overflow: the main thread calls itself until its stack, cut to 1 MiB, has no room. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

__attribute__((noinline)) static uint64_t descend(uint64_t depth)
{
	volatile uint64_t frame[32];

	for (unsigned int i = 0; i < 32; i++)
		frame[i] = depth << 8 | i;
	if (depth == UINT64_MAX)
		return 0;
	return descend(depth + 1) + frame[depth % 32];
}

int main(int argc, char **argv)
{
	const struct rlimit limit = { .rlim_cur = 1 << 20, .rlim_max = 1 << 20 };

	/* The limit holds from the next execve(2) on. */
	if (argc < 2) {
		if (setrlimit(RLIMIT_STACK, &limit) < 0)
			return 1;
		execl("/proc/self/exe", argv[0], "limited", (char *)NULL);
		return 1;
	}
	return (int)descend(1);
}
