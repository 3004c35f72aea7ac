/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/known_registers.c tests/crashers/shared/parked_threads.c */
/* main_gone: the main thread ends; once the kernel shows it as a zombie, another one crashes. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/crashers/shared/known_registers.h"
#include "tests/crashers/shared/parked_threads.h"

/* Whether the thread-group leader's state is Z. */
static int leader_is_gone(void)
{
	char path[64], line[512] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", getpid());
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	return strstr(line, ") Z ") != NULL;
}

static void *survivor(void *argument)
{
	struct known_registers registers;

	(void)argument;
	pthread_setname_np(pthread_self(), "survivor");
	while (!leader_is_gone())
		sched_yield();
	known_registers_fill(&registers, 0);
	known_registers_fault(&registers, 0x5e60);
	return NULL;
}

int main(void)
{
	pthread_t thread;

	parked_threads_start(2, 8);
	if (pthread_create(&thread, NULL, survivor, NULL) != 0)
		return 1;
	pthread_exit(NULL);
}
