/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/crashers/shared/main_thread.h"

#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static int main_thread_pauses(void)
{
	char path[64];
	int number = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", getpid());
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%d", &number) != 1)
		number = -1;
	fclose(file);
	return number == SYS_pause;
}

void main_thread_wait_until_it_pauses(void)
{
	while (!main_thread_pauses())
		sched_yield();
}
