/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/known_registers.c tests/crashers/shared/parked_threads.c */
/*
 * segv_threads [THREADS [STACK_KIB]]: the main thread reads address 0x5e60 with a known value in
 * every other register, while THREADS others, each with STACK_KIB KiB of stack, are blocked.
 */
#include <stdlib.h>

#include "tests/crashers/shared/known_registers.h"
#include "tests/crashers/shared/parked_threads.h"

#define FAULT_ADDRESS 0x5e60

static void crash(void *argument)
{
	struct known_registers registers;

	(void)argument;
	known_registers_fill(&registers, 0);
	known_registers_fault(&registers, FAULT_ADDRESS);
}

int main(int argc, char **argv)
{
	unsigned long threads = argc > 1 ? strtoul(argv[1], NULL, 10) : 4;
	unsigned long stack_kib = argc > 2 ? strtoul(argv[2], NULL, 10) : 16;

	parked_threads_start((unsigned int)threads, stack_kib);
	stack_fill_and_call(stack_kib, crash, NULL);
	return 0;
}
