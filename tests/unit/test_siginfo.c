/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <signal.h>
#include <string.h>

#include "lib/capture/siginfo.h"

static struct bytes bytes_of_siginfo(const siginfo_t *info)
{
	return bytes_of(info, sizeof(*info));
}

TEST(a_fault_has_an_address)
{
	siginfo_t info = { .si_signo = SIGSEGV, .si_code = SEGV_ACCERR };

	info.si_addr = (void *)0x1234567890abUL;
	EXPECT_TRUE(signal_has_address(SIGSEGV, SEGV_ACCERR));
	EXPECT_EQ(0x1234567890abUL, siginfo_address(bytes_of_siginfo(&info), ELFCLASS64));
	EXPECT_FALSE(signal_has_sender(SEGV_ACCERR));
}

TEST(a_sent_signal_has_none)
{
	EXPECT_FALSE(signal_has_address(SIGSEGV, SI_USER));
	EXPECT_FALSE(signal_has_address(SIGSEGV, SI_TKILL));
	EXPECT_FALSE(signal_has_address(SIGSEGV, SI_QUEUE));
	EXPECT_FALSE(signal_has_address(SIGSEGV, SI_KERNEL));
	EXPECT_FALSE(signal_has_address(SIGABRT, 1));
	EXPECT_TRUE(signal_has_address(SIGSYS, 1));
}

TEST(a_sent_signal_has_a_sender)
{
	siginfo_t info = { .si_signo = SIGABRT, .si_code = SI_QUEUE };

	info.si_pid = 77;
	info.si_uid = 1000;
	info.si_value.sival_ptr = (void *)0x1122334455667788UL;
	EXPECT_EQ(77, siginfo_sender_pid(bytes_of_siginfo(&info), ELFCLASS64));
	EXPECT_EQ(1000, siginfo_sender_uid(bytes_of_siginfo(&info), ELFCLASS64));
	EXPECT_EQ(0x1122334455667788UL, siginfo_value(bytes_of_siginfo(&info), ELFCLASS64));
	EXPECT_TRUE(signal_has_sender(SI_USER));
	EXPECT_TRUE(signal_has_sender(SI_TKILL));
	EXPECT_TRUE(signal_has_sender(SI_MESGQ));
	EXPECT_FALSE(signal_has_sender(SI_TIMER));
	EXPECT_FALSE(signal_has_sender(SI_SIGIO));
	EXPECT_FALSE(signal_has_sender(SI_KERNEL));
}

TEST(a_refused_system_call_is_named)
{
	siginfo_t info = { .si_signo = SIGSYS, .si_code = 1 };

	info.si_call_addr = (void *)0x401000;
	info.si_syscall = 59;
	info.si_arch = 0xc000003e;
	EXPECT_EQ(0x401000, siginfo_address(bytes_of_siginfo(&info), ELFCLASS64));
	EXPECT_EQ(59, siginfo_syscall(bytes_of_siginfo(&info), ELFCLASS64));
	EXPECT_EQ(0xc000003eU, siginfo_syscall_arch(bytes_of_siginfo(&info), ELFCLASS64));
}

TEST(the_32_bit_layout_packs_closer)
{
	const uint8_t info[128] = { 31, 0,    0,    0, 0,    0, 0, 0, 1, 0, 0, 0,
				    0,	0x10, 0x40, 0, 0x0b, 0, 0, 0, 3, 0, 0, 0x40 };
	struct bytes raw = bytes_of(info, sizeof(info));

	EXPECT_EQ(0x401000, siginfo_address(raw, ELFCLASS32));
	EXPECT_EQ(11, siginfo_syscall(raw, ELFCLASS32));
	EXPECT_EQ(0x40000003, siginfo_syscall_arch(raw, ELFCLASS32));
}

TEST(a_siginfo_that_is_cut_off_is_read_as_zero)
{
	const uint8_t info[20] = { 11, [16] = 1, 2, 3, 4 };

	EXPECT_EQ(0, siginfo_address(bytes_of(info, sizeof(info)), ELFCLASS64));
	EXPECT_EQ(0x04030201, siginfo_sender_pid(bytes_of(info, sizeof(info)), ELFCLASS64));
	EXPECT_EQ(0, siginfo_sender_uid(bytes_of(info, sizeof(info)), ELFCLASS64));
	EXPECT_EQ(0, siginfo_address(BYTES_NONE, ELFCLASS64));
}

TEST(an_unaligned_access_has_an_address_only_where_it_is_told)
{
	uint8_t raw[128] = { 0 };
	struct bytes siginfo = bytes_of(raw, sizeof(raw));

	EXPECT_FALSE(siginfo_has_address(siginfo, ELFCLASS64, SIGBUS, BUS_ADRALN));
	EXPECT_TRUE(siginfo_has_address(siginfo, ELFCLASS64, SIGSEGV, SEGV_MAPERR));
	raw[16] = 1;
	EXPECT_TRUE(siginfo_has_address(siginfo, ELFCLASS64, SIGBUS, BUS_ADRALN));
	EXPECT_FALSE(siginfo_has_address(siginfo, ELFCLASS64, SIGBUS, SI_KERNEL));
}

TEST_HARNESS_MAIN
