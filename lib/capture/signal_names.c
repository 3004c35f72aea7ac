/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/signal_names.h"

#include <signal.h>
#include <stddef.h>

static const char *const signal_names[] = {
	[1] = "SIGHUP",	      [2] = "SIGINT",	    [3] = "SIGQUIT",	  [4] = "SIGILL",
	[5] = "SIGTRAP",      [6] = "SIGABRT",	    [7] = "SIGBUS",	  [8] = "SIGFPE",
	[9] = "SIGKILL",      [10] = "SIGUSR1",	    [11] = "SIGSEGV",	  [12] = "SIGUSR2",
	[13] = "SIGPIPE",     [14] = "SIGALRM",	    [15] = "SIGTERM",	  [16] = "SIGSTKFLT",
	[17] = "SIGCHLD",     [18] = "SIGCONT",	    [19] = "SIGSTOP",	  [20] = "SIGTSTP",
	[21] = "SIGTTIN",     [22] = "SIGTTOU",	    [23] = "SIGURG",	  [24] = "SIGXCPU",
	[25] = "SIGXFSZ",     [26] = "SIGVTALRM",   [27] = "SIGPROF",	  [28] = "SIGWINCH",
	[29] = "SIGIO",	      [30] = "SIGPWR",	    [31] = "SIGSYS",	  [32] = "SIG32",
	[33] = "SIG33",	      [34] = "SIGRTMIN",    [35] = "SIGRTMIN+1",  [36] = "SIGRTMIN+2",
	[37] = "SIGRTMIN+3",  [38] = "SIGRTMIN+4",  [39] = "SIGRTMIN+5",  [40] = "SIGRTMIN+6",
	[41] = "SIGRTMIN+7",  [42] = "SIGRTMIN+8",  [43] = "SIGRTMIN+9",  [44] = "SIGRTMIN+10",
	[45] = "SIGRTMIN+11", [46] = "SIGRTMIN+12", [47] = "SIGRTMIN+13", [48] = "SIGRTMIN+14",
	[49] = "SIGRTMIN+15", [50] = "SIGRTMIN+16", [51] = "SIGRTMIN+17", [52] = "SIGRTMIN+18",
	[53] = "SIGRTMIN+19", [54] = "SIGRTMIN+20", [55] = "SIGRTMIN+21", [56] = "SIGRTMIN+22",
	[57] = "SIGRTMIN+23", [58] = "SIGRTMIN+24", [59] = "SIGRTMIN+25", [60] = "SIGRTMIN+26",
	[61] = "SIGRTMIN+27", [62] = "SIGRTMIN+28", [63] = "SIGRTMIN+29", [64] = "SIGRTMAX",
};

/* Stands in the table for a code that any signal may have. */
#define ANY_SIGNAL 0

struct code_name {
	int signal;
	int code;
	const char *name;
};

/* include/uapi/asm-generic/siginfo.h, Linux 6.18. */
static const struct code_name code_names[] = {
	{ ANY_SIGNAL, 0, "SI_USER" },	   { ANY_SIGNAL, 0x80, "SI_KERNEL" },
	{ ANY_SIGNAL, -1, "SI_QUEUE" },	   { ANY_SIGNAL, -2, "SI_TIMER" },
	{ ANY_SIGNAL, -3, "SI_MESGQ" },	   { ANY_SIGNAL, -4, "SI_ASYNCIO" },
	{ ANY_SIGNAL, -5, "SI_SIGIO" },	   { ANY_SIGNAL, -6, "SI_TKILL" },
	{ ANY_SIGNAL, -7, "SI_DETHREAD" }, { ANY_SIGNAL, -60, "SI_ASYNCNL" },
	{ SIGILL, 1, "ILL_ILLOPC" },	   { SIGILL, 2, "ILL_ILLOPN" },
	{ SIGILL, 3, "ILL_ILLADR" },	   { SIGILL, 4, "ILL_ILLTRP" },
	{ SIGILL, 5, "ILL_PRVOPC" },	   { SIGILL, 6, "ILL_PRVREG" },
	{ SIGILL, 7, "ILL_COPROC" },	   { SIGILL, 8, "ILL_BADSTK" },
	{ SIGILL, 9, "ILL_BADIADDR" },	   { SIGFPE, 1, "FPE_INTDIV" },
	{ SIGFPE, 2, "FPE_INTOVF" },	   { SIGFPE, 3, "FPE_FLTDIV" },
	{ SIGFPE, 4, "FPE_FLTOVF" },	   { SIGFPE, 5, "FPE_FLTUND" },
	{ SIGFPE, 6, "FPE_FLTRES" },	   { SIGFPE, 7, "FPE_FLTINV" },
	{ SIGFPE, 8, "FPE_FLTSUB" },	   { SIGFPE, 14, "FPE_FLTUNK" },
	{ SIGFPE, 15, "FPE_CONDTRAP" },	   { SIGSEGV, 1, "SEGV_MAPERR" },
	{ SIGSEGV, 2, "SEGV_ACCERR" },	   { SIGSEGV, 3, "SEGV_BNDERR" },
	{ SIGSEGV, 4, "SEGV_PKUERR" },	   { SIGSEGV, 5, "SEGV_ACCADI" },
	{ SIGSEGV, 6, "SEGV_ADIDERR" },	   { SIGSEGV, 7, "SEGV_ADIPERR" },
	{ SIGSEGV, 8, "SEGV_MTEAERR" },	   { SIGSEGV, 9, "SEGV_MTESERR" },
	{ SIGSEGV, 10, "SEGV_CPERR" },	   { SIGBUS, 1, "BUS_ADRALN" },
	{ SIGBUS, 2, "BUS_ADRERR" },	   { SIGBUS, 3, "BUS_OBJERR" },
	{ SIGBUS, 4, "BUS_MCEERR_AR" },	   { SIGBUS, 5, "BUS_MCEERR_AO" },
	{ SIGTRAP, 1, "TRAP_BRKPT" },	   { SIGTRAP, 2, "TRAP_TRACE" },
	{ SIGTRAP, 3, "TRAP_BRANCH" },	   { SIGTRAP, 4, "TRAP_HWBKPT" },
	{ SIGTRAP, 5, "TRAP_UNK" },	   { SIGTRAP, 6, "TRAP_PERF" },
	{ SIGCHLD, 1, "CLD_EXITED" },	   { SIGCHLD, 2, "CLD_KILLED" },
	{ SIGCHLD, 3, "CLD_DUMPED" },	   { SIGCHLD, 4, "CLD_TRAPPED" },
	{ SIGCHLD, 5, "CLD_STOPPED" },	   { SIGCHLD, 6, "CLD_CONTINUED" },
	{ SIGIO, 1, "POLL_IN" },	   { SIGIO, 2, "POLL_OUT" },
	{ SIGIO, 3, "POLL_MSG" },	   { SIGIO, 4, "POLL_ERR" },
	{ SIGIO, 5, "POLL_PRI" },	   { SIGIO, 6, "POLL_HUP" },
	{ SIGSYS, 1, "SYS_SECCOMP" },	   { SIGSYS, 2, "SYS_USER_DISPATCH" },
};

const char *signal_name(int signal)
{
	if (signal < 0 || (size_t)signal >= sizeof(signal_names) / sizeof(signal_names[0]))
		return NULL;
	return signal_names[signal];
}

const char *signal_code_name(int signal, int code)
{
	for (size_t i = 0; i < sizeof(code_names) / sizeof(code_names[0]); i++) {
		const struct code_name *known = &code_names[i];

		if (known->code == code && (known->signal == ANY_SIGNAL || known->signal == signal))
			return known->name;
	}
	return NULL;
}
