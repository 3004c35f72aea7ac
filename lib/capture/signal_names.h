/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of signals and of their si_code, as signal(7) and sigaction(2) spell them. Numbers are
 * those of x86, ARM and the others that share the generic list; MIPS and SPARC have their own.
 */
#pragma once

/*
 * "SIGSEGV"; real-time signals count from glibc's SIGRTMIN, 34, so "SIGRTMIN", "SIGRTMIN+1" to
 * "SIGRTMAX"; 32 and 33, which the C library keeps, are "SIG32" and "SIG33". NULL for a number that
 * is no signal. Static.
 */
const char *signal_name(int signal);

/*
 * "SEGV_MAPERR", "SI_USER"; positive codes mean something else for each signal. NULL for a code
 * that the kernel (6.18) does not have. Static.
 */
const char *signal_code_name(int signal, int code);
