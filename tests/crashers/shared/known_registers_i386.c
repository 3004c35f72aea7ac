/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/crashers/shared/known_registers.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>

_Static_assert(offsetof(struct known_registers, vector) == 120, "the assembly knows this offset");
_Static_assert(SYS_futex == 240, "the assembly knows this number");

/*
 * load_vectors: edi points to the registers; esi says whether there is AVX.
 * load_gprs:    edi points to the registers; all but esp are replaced, edi last.
 */
__asm__(".text\n"
	".type load_vectors, @function\n"
	"load_vectors:\n"
	"	test %esi, %esi\n"
	"	jz 1f\n"
	"	.set i, 0\n"
	"	.irp r,0,1,2,3,4,5,6,7\n"
	"	vmovdqu 120+i*32(%edi), %ymm\\r\n"
	"	.set i, i+1\n"
	"	.endr\n"
	"	ret\n"
	"1:	.set i, 0\n"
	"	.irp r,0,1,2,3,4,5,6,7\n"
	"	movdqu 120+i*32(%edi), %xmm\\r\n"
	"	.set i, i+1\n"
	"	.endr\n"
	"	ret\n"
	".size load_vectors, .-load_vectors\n"
	".type load_gprs, @function\n"
	"load_gprs:\n"
	"	.set i, 0\n"
	"	.irp r,eax,ebx,ecx,edx,esi,skip,ebp\n"
	"	.ifnc \\r,skip\n"
	"	mov i*8(%edi), %\\r\n"
	"	.endif\n"
	"	.set i, i+1\n"
	"	.endr\n"
	"	mov 5*8(%edi), %edi\n"
	"	ret\n"
	".size load_gprs, .-load_gprs\n"
	".globl known_registers_fault_at\n"
	".type known_registers_fault_at, @function\n"
	"known_registers_fault_at:\n"
	"	.cfi_startproc\n"
	"	push %ebp\n"
	"	.cfi_def_cfa_offset 8\n"
	"	mov 8(%esp), %edi\n"
	"	mov 12(%esp), %esi\n"
	"	call load_vectors\n"
	"	fldpi\n"
	"	call load_gprs\n"
	"	mov (%eax), %eax\n"
	"	pop %ebp\n"
	"	.cfi_def_cfa_offset 4\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size known_registers_fault_at, .-known_registers_fault_at\n"
	".globl known_registers_wait_on\n"
	".type known_registers_wait_on, @function\n"
	"known_registers_wait_on:\n"
	"	push %ebp\n"
	"	mov 8(%esp), %edi\n"
	"	mov 12(%esp), %esi\n"
	"	call load_vectors\n"
	"	call load_gprs\n"
	"1:	mov $240, %eax\n" /* futex */
	"	int $0x80\n"
	"	jmp 1b\n"
	".size known_registers_wait_on, .-known_registers_wait_on\n");

void known_registers_fault_at(const struct known_registers *registers, long has_avx);
_Noreturn void known_registers_wait_on(const struct known_registers *registers, long has_avx);

void known_registers_fill(struct known_registers *registers, unsigned int index)
{
	for (unsigned int i = 0; i <= KNOWN_RBP; i++)
		registers->gpr[i] = 0x5ec00000U | index << 8 | i;
	for (unsigned int j = 0; j < 8; j++)
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
	registers->gpr[KNOWN_RBX] = (uintptr_t)word;
	registers->gpr[KNOWN_RCX] = FUTEX_WAIT | FUTEX_PRIVATE_FLAG;
	registers->gpr[KNOWN_RDX] = 0;
	registers->gpr[KNOWN_RSI] = 0;
	known_registers_wait_on(registers, __builtin_cpu_supports("avx") != 0);
}
