/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fields of a siginfo as the kernel writes it into the core note NT_SIGINFO: little-endian, in the
 * layout of the process's ELF class, 128 bytes (include/uapi/asm-generic/siginfo.h). Which fields
 * are valid depends on signal and code: the rest of the union is another field's bytes.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/bytes.h"

/*
 * True if the kernel raised the signal for an address: a fault (SIGSEGV, SIGBUS, SIGILL, SIGFPE,
 * SIGTRAP), or the address of a refused system call (SIGSYS).
 */
bool signal_has_address(int signal, int code);

/* True if somebody sent the signal and the kernel noted who (kill, tgkill, sigqueue, mq_notify). */
bool signal_has_sender(int code);

/*
 * As above, and the siginfo tells it: for an access that was not aligned (BUS_ADRALN) x86 has an
 * si_addr of 0.
 */
bool siginfo_has_address(struct bytes siginfo, uint8_t elf_class, int signal, int code);

/* si_addr or si_call_addr; 0 if siginfo is too short. Only if signal_has_address(). */
uint64_t siginfo_address(struct bytes siginfo, uint8_t elf_class);

/*
 * si_pid, as the receiving process's pid namespace shows it (0: from outside of it), and si_uid.
 * 0 if siginfo is too short. Only if signal_has_sender().
 */
uint32_t siginfo_sender_pid(struct bytes siginfo, uint8_t elf_class);
uint32_t siginfo_sender_uid(struct bytes siginfo, uint8_t elf_class);

/* si_value's bytes as an integer of the class's word size: only for codes below 0 with a sender. */
uint64_t siginfo_value(struct bytes siginfo, uint8_t elf_class);

/* si_syscall and si_arch (AUDIT_ARCH_*): only for SIGSYS with signal_has_address(). */
uint32_t siginfo_syscall(struct bytes siginfo, uint8_t elf_class);
uint32_t siginfo_syscall_arch(struct bytes siginfo, uint8_t elf_class);
