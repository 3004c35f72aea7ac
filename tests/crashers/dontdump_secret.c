/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/known_registers.c */
/*
 * dontdump_secret: crashes while a register and its stack point to memory that it asked the kernel
 * to keep out of dumps. The secret is made at run time: 64 bytes, (37 * i + 11) mod 256.
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>

#include "tests/crashers/shared/known_registers.h"

int main(void)
{
	struct known_registers registers;
	uint8_t *secret =
		mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (secret == MAP_FAILED || madvise(secret, 8192, MADV_DONTDUMP) < 0)
		return 1;
	for (unsigned int i = 0; i < 64; i++)
		secret[i] = (uint8_t)(37 * i + 11);
	printf("{\"secret\": %llu}\n", (unsigned long long)(uintptr_t)secret);
	fflush(stdout);
	known_registers_fill(&registers, 0);
	registers.gpr[KNOWN_RBX] = (uint64_t)(uintptr_t)secret;
	registers.gpr[KNOWN_R12] = (uint64_t)(uintptr_t)secret + 32;
	known_registers_fault(&registers, 0x5e60);
	return 0;
}
