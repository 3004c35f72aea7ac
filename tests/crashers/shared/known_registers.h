/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts a known value into every register of a thread, and then faults or blocks at once: a test
 * knows what a dump must show without asking the process. x86-64; i386 has the first seven
 * general registers, named otherwise and of 32 bits, and half of the vector registers.
 */
#pragma once

#include <stdint.h>

/* Loaded in this order; rsp is left alone. */
enum known_gpr {
	KNOWN_RAX,
	KNOWN_RBX,
	KNOWN_RCX,
	KNOWN_RDX,
	KNOWN_RSI,
	KNOWN_RDI,
	KNOWN_RBP,
	KNOWN_R8,
	KNOWN_R9,
	KNOWN_R10,
	KNOWN_R11,
	KNOWN_R12,
	KNOWN_R13,
	KNOWN_R14,
	KNOWN_R15,
	N_KNOWN_GPRS
};

struct known_registers {
	uint64_t gpr[N_KNOWN_GPRS];
	uint8_t vector[16][32]; /* ymm0 to ymm15, or xmm in the lower halves */
};

/*
 * Values for thread number index: gpr i is 0x5ec0000000000000 | index << 16 | i, byte k of vector j
 * is (index * 7 + j * 32 + k) mod 251. On i386, gpr i is 0x5ec00000 | index << 8 | i.
 */
void known_registers_fill(struct known_registers *registers, unsigned int index);

/* Loads all of them, then reads from address, which is left in rax. Returns if that works. */
void known_registers_fault(struct known_registers *registers, uint64_t address);

/* Loads all that futex(2) leaves alone, and waits on *word while it is 0, for ever. */
_Noreturn void known_registers_wait(struct known_registers *registers, const uint32_t *word);
