/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crash_target MIB THREADS MAPPINGS [OPTION...]
 *
 * Touches MIB of anonymous memory, starts THREADS extra threads, makes MAPPINGS extra mappings, and
 * then writes to a null pointer. Each extra thread holds STACK_BYTES of pattern on its stack, the
 * crashing thread CRASHING_STACK_BYTES. Run by crash_clock, which hands it RECORD_FD and GATE_FD.
 * Options:
 *
 *     modules=DIRECTORY   load every file of DIRECTORY with dlopen()
 *     shared              share all memory with another process until after the crash, so that
 *                         freeing it is no part of what is measured (from Linux 5.16 on)
 */
#include <dirent.h>
#include <dlfcn.h>
#include <err.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/crash_record.h"

#define THREAD_STACK_SIZE (256 * 1024)

struct sibling {
	struct crash_record_thread *entry;
	sem_t *blocked;
};

static unsigned long parse_count(const char *text)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || end == text || *end)
		errx(2, "not a count: %s", text);
	return value;
}

static struct crash_record *map_record(size_t n_threads)
{
	size_t size = sizeof(struct crash_record) + n_threads * sizeof(struct crash_record_thread);
	struct crash_record *record =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, RECORD_FD, 0);

	if (record == MAP_FAILED)
		err(1, "cannot map the record");
	return record;
}

/* Writes to every page of the given size, once. */
static void touch_memory(unsigned long mebibytes)
{
	size_t size = mebibytes << 20;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *memory;

	if (!size)
		return;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		err(1, "cannot map %lu MiB", mebibytes);
	for (size_t offset = 0; offset < size; offset += page)
		memory[offset] = 1;
}

/* Neighbours differ in their protection, so that the kernel cannot merge them. */
static void make_mappings(unsigned long count)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *memory;

	if (!count)
		return;
	memory = mmap(NULL, count * page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		err(1, "cannot reserve %lu mappings", count);
	for (unsigned long i = 0; i < count; i += 2)
		if (mprotect(memory + i * page, page, PROT_READ | PROT_WRITE) < 0)
			err(1, "cannot make %lu mappings", count);
}

static void load_modules(const char *directory)
{
	DIR *entries = opendir(directory);
	struct dirent *entry;

	if (!entries)
		err(1, "%s", directory);
	while ((entry = readdir(entries))) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		if (!dlopen(path, RTLD_NOW))
			errx(1, "%s", dlerror());
	}
	(void)closedir(entries);
}

/* Ends with the crashing thread. */
static int share_until_death(void *has_started)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)sem_post(has_started);
	while (pause() < 0)
		continue;
	return 0;
}

static void share_memory(void)
{
	static unsigned char stack[16384] __attribute__((aligned(16)));
	sem_t has_started;

	if (sem_init(&has_started, 0, 0) < 0 ||
	    clone(share_until_death, stack + sizeof(stack), CLONE_VM | SIGCHLD, &has_started) < 0)
		err(1, "cannot share memory");
	while (sem_wait(&has_started) < 0)
		continue;
}

static void obey(const char *option)
{
	if (!strncmp(option, "modules=", 8))
		load_modules(option + 8);
	else if (!strcmp(option, "shared"))
		share_memory();
	else
		errx(2, "no option of this program: %s", option);
}

static int count_module(struct dl_phdr_info *info, size_t size, void *userdata)
{
	(void)info;
	(void)size;
	++*(uint32_t *)userdata;
	return 0;
}

static void fill_pattern(struct crash_record_thread *entry, uint64_t *pattern, uint32_t size)
{
	for (size_t i = 0; i < size / sizeof(*pattern); i++)
		pattern[i] = (uint64_t)(uintptr_t)&pattern[i] ^ STACK_PATTERN;
	entry->tid = (uint32_t)gettid();
	entry->stack = (uint64_t)(uintptr_t)pattern;
	entry->stack_size = size;
}

static void __attribute__((noinline)) block_for_ever(sem_t *blocked)
{
	(void)sem_post(blocked);
	for (;;)
		(void)pause();
}

/* The pattern lies just above the stack pointer of the call below it. */
static void *run_sibling(void *userdata)
{
	struct sibling *sibling = userdata;
	uint64_t pattern[STACK_BYTES / sizeof(uint64_t)];

	fill_pattern(sibling->entry, pattern, sizeof(pattern));
	block_for_ever(sibling->blocked);
	__asm__ volatile("" ::"r"(pattern) : "memory");
	return NULL;
}

/* Starts one thread for each entry and waits until all of them block. */
static void start_siblings(struct crash_record_thread *entries, size_t count)
{
	struct sibling *siblings = calloc(count + 1, sizeof(*siblings));
	pthread_attr_t attributes;
	sem_t blocked;

	if (!siblings || sem_init(&blocked, 0, 0) < 0 || pthread_attr_init(&attributes) ||
	    pthread_attr_setstacksize(&attributes, THREAD_STACK_SIZE))
		errx(1, "cannot prepare threads");
	for (size_t i = 0; i < count; i++) {
		pthread_t thread;

		siblings[i] = (struct sibling){ &entries[i], &blocked };
		errno = pthread_create(&thread, &attributes, run_sibling, &siblings[i]);
		if (errno)
			err(1, "cannot start thread %zu", i);
	}
	for (size_t i = 0; i < count; i++)
		while (sem_wait(&blocked) < 0)
			continue;
	free(siblings);
}

/* Tells crash_clock that all is set up, and returns when it gives the word. */
static void wait_at_gate(void)
{
	char byte = 0;

	if (send(GATE_FD, &byte, 1, MSG_NOSIGNAL) != 1)
		err(1, "nobody waits for this crash");
	while (recv(GATE_FD, &byte, 1, 0) > 0)
		continue;
}

static void __attribute__((noinline)) fault(struct crash_record *record)
{
	wait_at_gate();
	record->fault_ns = monotonic_ns();
	*(volatile int *)NULL = 0;
}

static void crash(struct crash_record *record)
{
	uint64_t pattern[CRASHING_STACK_BYTES / sizeof(uint64_t)];

	fill_pattern(record->threads, pattern, sizeof(pattern));
	fault(record);
	__asm__ volatile("" ::"r"(pattern) : "memory");
}

int main(int argc, char **argv)
{
	struct crash_record *record;
	unsigned long n_siblings;

	if (argc < 4)
		errx(2, "usage: crash_target MIB THREADS MAPPINGS [OPTION...]");
	n_siblings = parse_count(argv[2]);
	record = map_record(n_siblings + 1);
	touch_memory(parse_count(argv[1]));
	make_mappings(parse_count(argv[3]));
	for (int i = 4; i < argc; i++)
		obey(argv[i]);
	(void)dl_iterate_phdr(count_module, &record->n_modules);
	record->n_threads = (uint32_t)n_siblings + 1;
	start_siblings(record->threads + 1, n_siblings);
	crash(record);
	return 0;
}
