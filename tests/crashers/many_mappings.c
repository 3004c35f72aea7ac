/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/known_registers.c */
/*
 * many_mappings N [reserve]: makes N mappings of a page that cannot be merged, with "reserve" also
 * reserves 8 TiB that nobody can touch and 64 GiB of which a page in each GiB is used, and crashes
 * with known registers.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/crashers/shared/known_registers.h"

#define PAGE 4096UL
#define GIB  (1UL << 30)
#define TIB  (1UL << 40)

static void *reserve(size_t size, int protection)
{
	void *memory =
		mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		exit(1);
	return memory;
}

/* Neighbours differ in what may be done with them. */
static void make_mappings(size_t n)
{
	char *memory = reserve(n * PAGE, PROT_NONE);

	for (size_t i = 0; i < n; i += 2)
		if (mprotect(memory + i * PAGE, PAGE, PROT_READ) < 0)
			exit(1);
}

static void reserve_much(void)
{
	volatile char *sparse = reserve(64 * GIB, PROT_READ | PROT_WRITE);

	(void)reserve(8 * TIB, PROT_NONE);
	for (size_t i = 0; i < 64; i++)
		sparse[i * GIB] = 1;
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	struct known_registers registers;

	if (n > 0)
		make_mappings(n);
	if (argc > 2 && strcmp(argv[2], "reserve") == 0)
		reserve_much();
	known_registers_fill(&registers, 0);
	known_registers_fault(&registers, 0x5e60);
	return 1;
}
