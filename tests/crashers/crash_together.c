/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/known_registers.c */
/*
 * crash_together THREADS: all threads but the first wait for each other and then read address
 * 0x5e60 + their index, with known registers, as good as at the same time.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/crashers/shared/known_registers.h"

static _Atomic unsigned int n_missing;

static void *crash(void *index)
{
	struct known_registers registers;
	char name[16];

	snprintf(name, sizeof(name), "racer-%u", (unsigned int)(uintptr_t)index);
	pthread_setname_np(pthread_self(), name);
	known_registers_fill(&registers, (unsigned int)(uintptr_t)index);
	n_missing--;
	while (n_missing > 0)
		;
	known_registers_fault(&registers, 0x5e60 + (uintptr_t)index);
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 10) : 2;
	pthread_t thread;

	n_missing = n;
	for (uintptr_t i = 1; i <= n; i++)
		if (pthread_create(&thread, NULL, crash, (void *)i) != 0)
			return 1;
	for (;;)
		pause();
}
