/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/siginfo.h"

#include <elf.h>
#include <signal.h>

#include "lib/base/byte_reader.h"

/* After si_signo, si_errno and si_code the union starts, aligned as a pointer is. */
static uint64_t union_offset(uint8_t elf_class)
{
	return elf_class == ELFCLASS32 ? 12 : 16;
}

static size_t word_size(uint8_t elf_class)
{
	return elf_class == ELFCLASS32 ? 4 : 8;
}

bool signal_has_address(int signal, int code)
{
	if (code <= 0 || code >= SI_KERNEL)
		return false;
	switch (signal) {
	case SIGSEGV:
	case SIGBUS:
	case SIGILL:
	case SIGFPE:
	case SIGTRAP:
	case SIGSYS:
		return true;
	default:
		return false;
	}
}

bool siginfo_has_address(struct bytes siginfo, uint8_t elf_class, int signal, int code)
{
	if (signal == SIGBUS && code == BUS_ADRALN && siginfo_address(siginfo, elf_class) == 0)
		return false;
	return signal_has_address(signal, code);
}

bool signal_has_sender(int code)
{
	return code == SI_USER || (code < 0 && code != SI_TIMER && code != SI_SIGIO);
}

uint64_t siginfo_address(struct bytes siginfo, uint8_t elf_class)
{
	return bytes_uint_at(siginfo, union_offset(elf_class), word_size(elf_class));
}

uint32_t siginfo_sender_pid(struct bytes siginfo, uint8_t elf_class)
{
	return (uint32_t)bytes_uint_at(siginfo, union_offset(elf_class), 4);
}

uint32_t siginfo_sender_uid(struct bytes siginfo, uint8_t elf_class)
{
	return (uint32_t)bytes_uint_at(siginfo, union_offset(elf_class) + 4, 4);
}

uint64_t siginfo_value(struct bytes siginfo, uint8_t elf_class)
{
	return bytes_uint_at(siginfo, union_offset(elf_class) + 8, word_size(elf_class));
}

uint32_t siginfo_syscall(struct bytes siginfo, uint8_t elf_class)
{
	uint64_t offset = union_offset(elf_class) + word_size(elf_class);

	return (uint32_t)bytes_uint_at(siginfo, offset, 4);
}

uint32_t siginfo_syscall_arch(struct bytes siginfo, uint8_t elf_class)
{
	uint64_t offset = union_offset(elf_class) + word_size(elf_class) + 4;

	return (uint32_t)bytes_uint_at(siginfo, offset, 4);
}
