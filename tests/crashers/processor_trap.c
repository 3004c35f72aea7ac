/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * processor_trap KIND: what an x86-64 processor refuses, besides bad addresses and division by 0:
 * "privileged" (an instruction of the kernel), "stack" (a non-canonical address on the stack
 * segment), "float" (SSE division by 0, unmasked), "step" (single-step), "alignment".
 */
#include <stdint.h>
#include <string.h>

#define MXCSR_ZERO_DIVIDE_UNMASKED 0x1d80U

static void divide_floats(void)
{
	const uint32_t mxcsr = MXCSR_ZERO_DIVIDE_UNMASKED;
	volatile double one = 1, zero = 0;

	__asm__ volatile("ldmxcsr %0" ::"m"(mxcsr));
	one = one / zero;
}

static void read_unaligned(void)
{
	uint64_t words[2] = { 1, 2 };

	__asm__ volatile("pushf\n"
			 "orl $0x40000, (%%rsp)\n"
			 "popf\n"
			 "mov 1(%0), %%eax\n" ::"r"(words)
			 : "rax", "cc", "memory");
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";

	if (strcmp(kind, "privileged") == 0)
		__asm__ volatile("hlt");
	else if (strcmp(kind, "stack") == 0)
		__asm__ volatile("push %%rbp\n"
				 "movabs $0x8badf00d00000000, %%rbp\n"
				 "mov (%%rbp), %%rax\n"
				 "pop %%rbp\n" ::
					 : "rax");
	else if (strcmp(kind, "float") == 0)
		divide_floats();
	else if (strcmp(kind, "step") == 0)
		__asm__ volatile("pushf\n"
				 "orl $0x100, (%%rsp)\n"
				 "popf\n"
				 "nop\n" ::
					 : "cc", "memory");
	else if (strcmp(kind, "alignment") == 0)
		read_unaligned();
	return 1;
}
