/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/crashers/shared/known_registers.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>

_Static_assert(offsetof(struct known_registers, vector) == 120, "the assembly knows this offset");

/*
 * load_vectors: rdi points to the registers; rsi says whether there is AVX.
 * load_gprs:    rdi points to the registers; all but rsp are replaced, rdi last.
 */
__asm__(".text\n"
	".type load_vectors, @function\n"
	"load_vectors:\n"
	"	test %rsi, %rsi\n"
	"	jz 1f\n"
	"	.set i, 0\n"
	"	.irp r,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n"
	"	vmovdqu 120+i*32(%rdi), %ymm\\r\n"
	"	.set i, i+1\n"
	"	.endr\n"
	"	ret\n"
	"1:	.set i, 0\n"
	"	.irp r,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n"
	"	movdqu 120+i*32(%rdi), %xmm\\r\n"
	"	.set i, i+1\n"
	"	.endr\n"
	"	ret\n"
	".size load_vectors, .-load_vectors\n"
	".type load_gprs, @function\n"
	"load_gprs:\n"
	"	.set i, 0\n"
	"	.irp r,rax,rbx,rcx,rdx,rsi,skip,rbp,r8,r9,r10,r11,r12,r13,r14,r15\n"
	"	.ifnc \\r,skip\n"
	"	mov i*8(%rdi), %\\r\n"
	"	.endif\n"
	"	.set i, i+1\n"
	"	.endr\n"
	"	mov 5*8(%rdi), %rdi\n"
	"	ret\n"
	".size load_gprs, .-load_gprs\n"
	".globl known_registers_fault_at\n"
	".type known_registers_fault_at, @function\n"
	"known_registers_fault_at:\n"
	"	.cfi_startproc\n"
	"	push %rbp\n"
	"	.cfi_def_cfa_offset 16\n"
	"	call load_vectors\n"
	"	call load_gprs\n"
	"	mov (%rax), %rax\n"
	"	pop %rbp\n"
	"	.cfi_def_cfa_offset 8\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size known_registers_fault_at, .-known_registers_fault_at\n"
	".globl known_registers_wait_on\n"
	".type known_registers_wait_on, @function\n"
	"known_registers_wait_on:\n"
	"	push %rbp\n"
	"	call load_vectors\n"
	"	call load_gprs\n"
	"1:	mov $202, %eax\n" /* futex */
	"	syscall\n"
	"	jmp 1b\n"
	".size known_registers_wait_on, .-known_registers_wait_on\n");

void known_registers_fault_at(const struct known_registers *registers, long has_avx);
_Noreturn void known_registers_wait_on(const struct known_registers *registers, long has_avx);

void known_registers_fill(struct known_registers *registers, unsigned int index)
{
	for (unsigned int i = 0; i < N_KNOWN_GPRS; i++)
		registers->gpr[i] = 0x5ec0000000000000ULL | (uint64_t)index << 16 | i;
	for (unsigned int j = 0; j < 16; j++)
		for (unsigned int k = 0; k < 32; k++)
			registers->vector[j][k] = (uint8_t)((index * 7 + j * 32 + k) % 251);
}

void known_registers_fault(struct known_registers *registers, uint64_t address)
{
	registers->gpr[KNOWN_RAX] = address;
	known_registers_fault_at(registers, __builtin_cpu_supports("avx") != 0);
}

void known_registers_wait(struct known_registers *registers, const uint32_t *word)
{
	registers->gpr[KNOWN_RDI] = (uint64_t)(uintptr_t)word;
	registers->gpr[KNOWN_RSI] = FUTEX_WAIT | FUTEX_PRIVATE_FLAG;
	registers->gpr[KNOWN_RDX] = 0;
	registers->gpr[KNOWN_R10] = 0;
	known_registers_wait_on(registers, __builtin_cpu_supports("avx") != 0);
}
