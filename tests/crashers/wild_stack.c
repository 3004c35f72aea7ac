/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wild_stack KIND: crashes with its stack pointer where no stack is: "unmapped", "zero", "last"
 * (the last address of all), "code" (where nothing can be written), "top" (in a stack that ends
 * with the user's address space), "heap" (a coroutine on memory of malloc(3)).
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define PAGE		4096UL
#define TOP_OF_USER	0x7ffffffff000UL /* with page tables of four levels */
#define COROUTINE_STACK 65536
#define WAY_DOWN	64

static int crash_on(uintptr_t stack_pointer)
{
	__asm__ volatile("mov %0, %%rsp\n"
			 "movq $0x5e60, -8(%%rsp)\n"
			 "movq $0, 0x5e60\n" ::"r"(stack_pointer)
			 : "memory");
	return 1;
}

static int crash_at_top(void)
{
	void *page = mmap((void *)(TOP_OF_USER - PAGE), PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	return page == MAP_FAILED ? 2 : crash_on(TOP_OF_USER - WAY_DOWN);
}

static void coroutine(void)
{
	*(volatile int *)0x5e60 = 1;
}

static int crash_in_coroutine(void)
{
	static ucontext_t here, there;

	if (getcontext(&there) < 0)
		return 2;
	there.uc_stack.ss_sp = malloc(COROUTINE_STACK);
	there.uc_stack.ss_size = COROUTINE_STACK;
	there.uc_link = &here;
	if (!there.uc_stack.ss_sp)
		return 2;
	makecontext(&there, coroutine, 0);
	return swapcontext(&here, &there);
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";

	if (strcmp(kind, "unmapped") == 0)
		return crash_on(0x123456789000);
	if (strcmp(kind, "zero") == 0)
		return crash_on(0);
	if (strcmp(kind, "last") == 0)
		return crash_on(UINTPTR_MAX);
	if (strcmp(kind, "code") == 0)
		return crash_on((uintptr_t)crash_on);
	if (strcmp(kind, "top") == 0)
		return crash_at_top();
	if (strcmp(kind, "heap") == 0)
		return crash_in_coroutine();
	return 2;
}
