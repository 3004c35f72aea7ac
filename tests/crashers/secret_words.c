/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/main_thread.c */
/*
 * secret_words [ARGUMENT...]: two threads have a secret integer on their stacks, 0x5ec4e75 times
 * 0x9e3779b97f4a7c15 modulo 2^64, which is neither in the program nor in a register. The main
 * thread pauses, the other writes through a null pointer; every function keeps a frame pointer.
 */
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

#include "tests/crashers/shared/main_thread.h"

#define WORDS 16

static volatile uint64_t seed = 0x5ec4e75;
static volatile uint64_t factor = 0x9e3779b97f4a7c15;
static volatile int *volatile nowhere;

__attribute__((noinline)) static void write_secret(volatile uint64_t *words)
{
	for (unsigned int i = 0; i < WORDS; i++)
		words[i] = seed * factor;
}

__attribute__((noinline)) static void crash(void)
{
	main_thread_wait_until_it_pauses();
	*nowhere = 1;
}

__attribute__((noinline)) static void keep_secret(const void *crashes)
{
	volatile uint64_t words[WORDS];

	write_secret(words);
	if (crashes)
		crash();
	else
		(void)pause();
	words[0] = 0;
}

static void *start(void *argument)
{
	keep_secret(argument);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, start, argv) != 0)
		return 1;
	keep_secret(argc < 0 ? argv : NULL);
	return 0;
}
