/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program that `make demo` crashes. Four named threads pass pictures along; one picture comes
 * without a palette, and the painter thread does not check.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define N_COLOURS 16
#define ROW_SIZE  64

struct palette {
	uint32_t colours[N_COLOURS];
};

struct picture {
	const char *name;
	const struct palette *palette;
	uint8_t pixels[ROW_SIZE];
};

static const struct palette sunset = { .colours = { 0x112244, 0x884422, 0xff8844 } };
static const struct picture pictures[] = {
	{ .name = "harbour.pic", .palette = &sunset },
	{ .name = "untitled.pic", .palette = NULL },
};

static sem_t n_loaded, n_painted;

static void name_thread(const char *name)
{
	(void)pthread_setname_np(pthread_self(), name);
}

static void wait_for(sem_t *semaphore)
{
	while (sem_wait(semaphore) < 0)
		continue;
}

static uint32_t __attribute__((noinline)) colour_of(const struct palette *palette, uint8_t pixel)
{
	return palette->colours[pixel % N_COLOURS];
}

static uint64_t __attribute__((noinline)) paint_row(const struct picture *picture)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < ROW_SIZE; i++)
		sum += colour_of(picture->palette, picture->pixels[i]);
	return sum;
}

static void *paint(void *unused)
{
	name_thread("painter");
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
		wait_for(&n_loaded);
		printf("painter: %s, checksum %llx\n", pictures[i].name,
		       (unsigned long long)paint_row(&pictures[i]));
		(void)sem_post(&n_painted);
	}
	return unused;
}

static void *load(void *unused)
{
	name_thread("loader");
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++)
		(void)sem_post(&n_loaded);
	for (;;)
		(void)pause();
	return unused;
}

static void *save(void *unused)
{
	name_thread("saver");
	for (;;)
		wait_for(&n_painted);
	return unused;
}

int main(void)
{
	void *(*const threads[])(void *) = { save, paint, load };
	pthread_t started[3];

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	if (sem_init(&n_loaded, 0, 0) < 0 || sem_init(&n_painted, 0, 0) < 0)
		return EXIT_FAILURE;
	for (size_t i = 0; i < 3; i++)
		if (pthread_create(&started[i], NULL, threads[i], NULL))
			return EXIT_FAILURE;
	(void)pthread_join(started[1], NULL);
	return EXIT_SUCCESS;
}
