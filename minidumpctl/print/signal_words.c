/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/signal_words.h"

#include <stddef.h>
#include <string.h>

struct words {
	const char *name, *text;
};

/* Codes by sigaction(2); those that any signal may carry first. */
static const struct words codes[] = {
	{ "SI_USER", "sent by a process with kill(2)" },
	{ "SI_TKILL", "sent by a process to this thread, as abort(3) and raise(3) do" },
	{ "SI_QUEUE", "sent by a process with sigqueue(3)" },
	{ "SI_TIMER", "sent by an expired timer" },
	{ "SI_KERNEL", "sent by the kernel, which knows no address" },
	{ "SEGV_MAPERR", "nothing is mapped there" },
	{ "SEGV_ACCERR", "the memory there does not permit this access" },
	{ "SEGV_BNDERR", "an address bound was exceeded" },
	{ "SEGV_PKUERR", "a protection key forbids this access" },
	{ "SEGV_MTEAERR", "memory tags did not match (reported late)" },
	{ "SEGV_MTESERR", "memory tags did not match" },
	{ "SEGV_CPERR", "control-flow protection was violated" },
	{ "BUS_ADRALN", "the address is misaligned" },
	{ "BUS_ADRERR", "no memory is behind this address; a mapped file may have been truncated" },
	{ "BUS_OBJERR", "the hardware failed on this object" },
	{ "BUS_MCEERR_AR", "memory has an uncorrectable hardware error" },
	{ "BUS_MCEERR_AO", "memory has an uncorrectable hardware error that was not touched" },
	{ "FPE_INTDIV", "integer division by zero" },
	{ "FPE_INTOVF", "integer overflow" },
	{ "FPE_FLTDIV", "floating-point division by zero" },
	{ "FPE_FLTOVF", "floating-point overflow" },
	{ "FPE_FLTUND", "floating-point underflow" },
	{ "FPE_FLTRES", "inexact floating-point result" },
	{ "FPE_FLTINV", "invalid floating-point operation" },
	{ "FPE_FLTSUB", "subscript out of range" },
	{ "ILL_ILLOPC", "illegal instruction" },
	{ "ILL_ILLOPN", "illegal operand of an instruction" },
	{ "ILL_ILLADR", "illegal addressing mode" },
	{ "ILL_ILLTRP", "illegal trap" },
	{ "ILL_PRVOPC", "privileged instruction" },
	{ "ILL_PRVREG", "privileged register" },
	{ "ILL_COPROC", "coprocessor error" },
	{ "ILL_BADSTK", "error on the internal stack" },
	{ "TRAP_BRKPT", "breakpoint" },
	{ "TRAP_TRACE", "trace trap" },
	{ "TRAP_BRANCH", "branch trap" },
	{ "TRAP_HWBKPT", "hardware breakpoint or watchpoint" },
	{ "SYS_SECCOMP", "a seccomp filter does not permit this system call" },
};

static const struct words signals[] = {
	{ "SIGABRT", "the program gave up by itself" },
	{ "SIGBUS", "an address that no memory answers for" },
	{ "SIGFPE", "an arithmetic error" },
	{ "SIGILL", "an illegal instruction" },
	{ "SIGQUIT", "somebody asked it to quit with a core dump" },
	{ "SIGSEGV", "an invalid use of memory" },
	{ "SIGSYS", "a bad system call" },
	{ "SIGTRAP", "a trap for a debugger" },
	{ "SIGXCPU", "the limit of processor time was exceeded" },
	{ "SIGXFSZ", "the limit of file size was exceeded" },
};

static const char *find_words(const struct words *table, size_t count, const char *name)
{
	for (size_t i = 0; name && i < count; i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].text;
	return NULL;
}

const char *signal_words(const char *signal, const char *code)
{
	/* That a thread signalled itself says less than that it called abort(3). */
	const char *by_signal = find_words(signals, sizeof(signals) / sizeof(*signals), signal);
	const char *by_code = find_words(codes, sizeof(codes) / sizeof(*codes), code);

	if (by_signal && signal && strcmp(signal, "SIGABRT") == 0)
		return by_signal;
	return by_code ? by_code : by_signal;
}
