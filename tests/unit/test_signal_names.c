/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <signal.h>
#include <string.h>

#include "lib/capture/signal_names.h"

TEST(every_signal_of_the_c_library_has_its_name)
{
	for (int signal = 1; signal < 32; signal++) {
		char expected[32];

		snprintf(expected, sizeof(expected), "SIG%s", sigabbrev_np(signal));
		if (signal == SIGIO) /* which the C library calls by its other name */
			snprintf(expected, sizeof(expected), "SIGIO");
		EXPECT_STREQ(expected, signal_name(signal));
	}
}

TEST(real_time_signals_count_from_the_c_librarys_first)
{
	EXPECT_STREQ("SIGRTMIN", signal_name(SIGRTMIN));
	for (int signal = SIGRTMIN + 1; signal < SIGRTMAX; signal++) {
		char expected[32];

		snprintf(expected, sizeof(expected), "SIGRTMIN+%d", signal - SIGRTMIN);
		EXPECT_STREQ(expected, signal_name(signal));
	}
	EXPECT_STREQ("SIGRTMAX", signal_name(SIGRTMAX));
	EXPECT_STREQ("SIG32", signal_name(32));
	EXPECT_STREQ("SIG33", signal_name(33));
}

TEST(what_is_no_signal_has_no_name)
{
	EXPECT_EQ(NULL, signal_name(0));
	EXPECT_EQ(NULL, signal_name(-1));
	EXPECT_EQ(NULL, signal_name(65));
	EXPECT_EQ(NULL, signal_name(INT32_MAX));
	EXPECT_EQ(NULL, signal_name(INT32_MIN));
}

TEST(positive_codes_belong_to_their_signal)
{
	EXPECT_STREQ("SEGV_MAPERR", signal_code_name(SIGSEGV, SEGV_MAPERR));
	EXPECT_STREQ("BUS_ADRERR", signal_code_name(SIGBUS, BUS_ADRERR));
	EXPECT_STREQ("ILL_ILLOPN", signal_code_name(SIGILL, ILL_ILLOPN));
	EXPECT_STREQ("FPE_INTDIV", signal_code_name(SIGFPE, FPE_INTDIV));
	EXPECT_STREQ("TRAP_BRKPT", signal_code_name(SIGTRAP, TRAP_BRKPT));
	EXPECT_STREQ("SYS_SECCOMP", signal_code_name(SIGSYS, 1));
	EXPECT_EQ(NULL, signal_code_name(SIGABRT, 1));
	EXPECT_EQ(NULL, signal_code_name(SIGSEGV, 11));
}

TEST(codes_of_a_sender_belong_to_any_signal)
{
	EXPECT_STREQ("SI_USER", signal_code_name(SIGSEGV, SI_USER));
	EXPECT_STREQ("SI_KERNEL", signal_code_name(SIGSEGV, SI_KERNEL));
	EXPECT_STREQ("SI_QUEUE", signal_code_name(SIGABRT, SI_QUEUE));
	EXPECT_STREQ("SI_TIMER", signal_code_name(SIGABRT, SI_TIMER));
	EXPECT_STREQ("SI_MESGQ", signal_code_name(SIGABRT, SI_MESGQ));
	EXPECT_STREQ("SI_ASYNCIO", signal_code_name(SIGABRT, SI_ASYNCIO));
	EXPECT_STREQ("SI_SIGIO", signal_code_name(SIGABRT, SI_SIGIO));
	EXPECT_STREQ("SI_TKILL", signal_code_name(SIGABRT, SI_TKILL));
	EXPECT_EQ(NULL, signal_code_name(SIGABRT, -100));
}

TEST_HARNESS_MAIN
