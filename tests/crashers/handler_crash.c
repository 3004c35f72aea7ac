/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/known_registers.c tests/crashers/shared/parked_threads.c */
/*
 * handler_crash [alternate | nested | reset | blocked]: a handler of SIGUSR1 reads address 0x5e60;
 * with "alternate" it runs on a stack of its own, that is on the heap, while the stack below holds
 * 64 KiB of pattern; "nested" is a SIGSEGV handler that makes a SIGSEGV of its own; "reset" takes
 * its handler back and lets the fault happen again; "blocked" has no handler, but blocks the
 * signal. Prints where the interrupted function's frame is.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAULT_ADDRESS	0x5e60
#define ALTERNATE_SIZE	65536
#define INTERRUPTED_KIB 64

#include "tests/crashers/shared/parked_threads.h"

static void fault(int signal)
{
	volatile uint64_t frame[64];

	(void)signal;
	for (unsigned int i = 0; i < 64; i++)
		frame[i] = 0xa17e000000000000ULL | i;
	frame[0] = *(volatile uint64_t *)FAULT_ADDRESS;
}

static void take_back(int number)
{
	signal(number, SIG_DFL);
}

static int install(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	return sigaction(number, &action, NULL);
}

static int use_alternate_stack(void)
{
	const stack_t stack = { .ss_sp = malloc(ALTERNATE_SIZE), .ss_size = ALTERNATE_SIZE };

	return stack.ss_sp ? sigaltstack(&stack, NULL) : -1;
}

static void interrupted(void *mode)
{
	volatile uint64_t frame[64];

	for (unsigned int i = 0; i < 64; i++)
		frame[i] = 0x1e77000000000000ULL | i;
	printf("{\"frame\": %llu}\n", (unsigned long long)(uintptr_t)frame);
	fflush(stdout);
	if (strcmp(mode, "nested") == 0 || strcmp(mode, "reset") == 0 ||
	    strcmp(mode, "blocked") == 0)
		fault(0);
	else
		raise(SIGUSR1);
	frame[0] = 0;
}

int main(int argc, char **argv)
{
	char none[] = "", *mode = argc > 1 ? argv[1] : none;
	sigset_t faults;
	int r = 0;

	sigemptyset(&faults);
	sigaddset(&faults, SIGSEGV);
	if (strcmp(mode, "nested") == 0)
		r = install(SIGSEGV, fault, 0);
	else if (strcmp(mode, "reset") == 0)
		r = install(SIGSEGV, take_back, 0);
	else if (strcmp(mode, "blocked") == 0)
		r = sigprocmask(SIG_BLOCK, &faults, NULL);
	else if (strcmp(mode, "alternate") == 0)
		r = use_alternate_stack() | install(SIGUSR1, fault, SA_ONSTACK);
	else
		r = install(SIGUSR1, fault, 0);
	if (r < 0)
		return 1;
	stack_fill_and_call(INTERRUPTED_KIB, interrupted, mode);
	return 1;
}
