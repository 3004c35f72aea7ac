/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wild_jump KIND: executes what is no code: "garbage" (an address that is not mapped), "heap"
 * (memory that must not be executed), "jit" (code that was made at run time, and crashes after some
 * bytes). Prints the address that it calls.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef void function(void);

#define GARBAGE 0x5e6057acUL
#define SIZE	4096UL
#define NOP	0x90
#define N_NOPS	64

/* xor %eax, %eax; mov (%rax), %rax */
static const uint8_t fault[] = { 0x31, 0xc0, 0x48, 0x8b, 0x00 };

static void *make_code(void)
{
	uint8_t *code =
		mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (code == MAP_FAILED)
		exit(1);
	memset(code, NOP, N_NOPS);
	memcpy(code + N_NOPS, fault, sizeof(fault));
	if (mprotect(code, SIZE, PROT_READ | PROT_EXEC) < 0)
		exit(1);
	return code;
}

static void *make_data(void)
{
	uint8_t *data = malloc(SIZE);

	if (!data)
		exit(1);
	memset(data, NOP, SIZE);
	return data;
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";
	void *address = (void *)GARBAGE;
	function *called;

	if (strcmp(kind, "heap") == 0)
		address = make_data();
	else if (strcmp(kind, "jit") == 0)
		address = make_code();
	printf("{\"address\": %llu}\n", (unsigned long long)(uintptr_t)address);
	fflush(stdout);
	memcpy(&called, &address, sizeof(called));
	called();
	return 1;
}
