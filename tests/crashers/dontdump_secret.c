/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/known_registers.c tests/crashers/shared/main_thread.c */
/*
 * dontdump_secret [filter | links | heap | stack | file | thread]: crashes while a register and its
 * stack point to memory that it asked the kernel to keep out of dumps. The secret is made at run
 * time: 64 bytes, (37 * i + 11) mod 256. With "filter", its coredump_filter excludes all the rest
 * as well. With "links", the dynamic linker's list has the secret as a name and as its last entry.
 * The others say where it is: on the "heap", in a page of the main "stack", in a private mapping of
 * a "file" that was made read-only since, on the "thread"'s own stack, all of which is marked.
 */
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/crashers/shared/known_registers.h"
#include "tests/crashers/shared/main_thread.h"

#define PAGE	   4096UL
#define SIZE	   (2 * PAGE)
#define STACK_SIZE (64 * PAGE)

static int filter_everything(void)
{
	int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, "0\n", 2) == 2 && close(fd) == 0 ? 0 : -1;
}

/* No library function is called from here on: the linker would follow its list. */
static void link_to(uint8_t *secret)
{
	struct link_map *last = _r_debug.r_map;

	while (last->l_next)
		last = last->l_next;
	last->l_name = (char *)secret;
	last->l_next = (struct link_map *)(void *)secret;
}

static uint8_t *mark(void *memory, size_t size)
{
	return memory == MAP_FAILED || madvise(memory, size, MADV_DONTDUMP) < 0 ? NULL : memory;
}

static uint8_t *page_of(uint8_t *memory)
{
	return memory + (-(uintptr_t)memory & (PAGE - 1));
}

static uint8_t *map_private_file(void)
{
	int fd = memfd_create("data", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, SIZE) < 0)
		return NULL;
	return mark(mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0), SIZE);
}

static void write_secret(uint8_t *secret)
{
	for (unsigned int i = 0; i < 64; i++)
		secret[i] = (uint8_t)(37 * i + 11);
}

_Noreturn static void crash_with(uint8_t *secret, const char *mode)
{
	struct known_registers registers;

	if (strcmp(mode, "filter") == 0 && filter_everything() < 0)
		exit(1);
	printf("{\"secret\": %llu}\n", (unsigned long long)(uintptr_t)secret);
	fflush(stdout);
	known_registers_fill(&registers, 0);
	registers.gpr[KNOWN_RBX] = (uint64_t)(uintptr_t)secret;
	registers.gpr[KNOWN_R12] = (uint64_t)(uintptr_t)secret + 32;
	if (strcmp(mode, "links") == 0)
		link_to(secret);
	known_registers_fault(&registers, 0x5e60);
	_exit(1);
}

/* A stack that is marked as a whole; its page at the start is the thread's own. */
static void *use_marked_stack(void *stack)
{
	uint8_t secret[64];

	(void)stack;
	write_secret(secret);
	main_thread_wait_until_it_pauses();
	crash_with(secret, "");
}

static void crash_on_marked_stack(void)
{
	uint8_t *stack = mark(
		mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		STACK_SIZE);
	pthread_attr_t attributes;
	pthread_t thread;

	if (stack && pthread_attr_init(&attributes) == 0 &&
	    pthread_attr_setstack(&attributes, stack, STACK_SIZE) == 0 &&
	    pthread_create(&thread, &attributes, use_marked_stack, stack) == 0)
		(void)pause();
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	uint8_t on_stack[3 * SIZE], *secret;

	if (strcmp(mode, "thread") == 0)
		crash_on_marked_stack();
	if (strcmp(mode, "heap") == 0)
		secret = mark(page_of(malloc(3 * SIZE)), SIZE);
	else if (strcmp(mode, "stack") == 0)
		secret = mark(page_of(on_stack), SIZE);
	else if (strcmp(mode, "file") == 0)
		secret = map_private_file();
	else
		secret = mark(mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				   -1, 0),
			      SIZE);
	if (!secret)
		return 1;
	write_secret(secret);
	if (strcmp(mode, "file") == 0 && mprotect(secret, SIZE, PROT_READ) < 0)
		return 1;
	crash_with(secret, mode);
}
