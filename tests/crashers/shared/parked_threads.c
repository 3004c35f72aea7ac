/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/crashers/shared/parked_threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/crashers/shared/known_registers.h"

#define FRAME_WORDS 512

struct parking {
	unsigned int index;
	size_t stack_kib;
	char proc[32]; /* the thread's directory, by the numbers of the /proc that is mounted */
	atomic_bool is_ready;
};

static const uint32_t never_woken;

__attribute__((noinline)) void stack_fill_and_call(size_t stack_kib, void (*then)(void *),
						   void *argument)
{
	volatile uint64_t frame[FRAME_WORDS];

	for (unsigned int i = 0; i < FRAME_WORDS; i++)
		frame[i] = 0x57ac000000000000ULL | (uint64_t)stack_kib << 16 | i;
	if (stack_kib > sizeof(frame) / 1024)
		stack_fill_and_call(stack_kib - sizeof(frame) / 1024, then, argument);
	else
		then(argument);
	frame[0] = 0; /* keeps the call above from becoming a jump */
}

static void park(void *argument)
{
	struct parking *parking = argument;
	struct known_registers registers;

	known_registers_fill(&registers, parking->index);
	if (readlink("/proc/thread-self", parking->proc, sizeof(parking->proc) - 1) < 0)
		_exit(1);
	parking->is_ready = true;
	known_registers_wait(&registers, &never_woken);
}

static void *thread_main(void *argument)
{
	const struct parking *parking = argument;
	char name[16];

	snprintf(name, sizeof(name), "worker-%u", parking->index);
	pthread_setname_np(pthread_self(), name);
	stack_fill_and_call(parking->stack_kib, park, argument);
	return NULL;
}

/* Whether the thread is inside futex(2). */
static int is_blocked(const char *proc)
{
	char path[64];
	int number = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/syscall", proc);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%d", &number) != 1)
		number = -1;
	fclose(file);
	return number == SYS_futex;
}

void parked_threads_start(unsigned int n, size_t stack_kib)
{
	struct parking *parkings = calloc(n ? n : 1, sizeof(*parkings));
	pthread_attr_t attributes;
	pthread_t thread;

	if (!parkings || pthread_attr_init(&attributes) != 0)
		exit(1);
	pthread_attr_setstacksize(&attributes, (stack_kib + 64) * 1024);
	for (unsigned int i = 0; i < n; i++) {
		parkings[i].index = i + 1;
		parkings[i].stack_kib = stack_kib;
		if (pthread_create(&thread, &attributes, thread_main, &parkings[i]) != 0)
			exit(1);
	}
	for (unsigned int i = 0; i < n; i++)
		while (!parkings[i].is_ready || !is_blocked(parkings[i].proc))
			sched_yield();
}
