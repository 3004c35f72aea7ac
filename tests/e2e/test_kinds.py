# SPDX-License-Identifier: GPL-2.0-or-later
"""Each kind of crash: signal, code and address are right, and so is all the rest."""

import signal

from tap import cases, expect, expect_equal, expect_none, test

SI_USER, SI_KERNEL, SI_TKILL = 0, 0x80, -6
# name: (program and arguments, signal, si_code, .extra's SignalCode)
KINDS = {
    "segv_maperr": (("segv_threads", 0, 4), signal.SIGSEGV, 1, "SEGV_MAPERR"),
    "segv_accerr": (("access_error",), signal.SIGSEGV, 2, "SEGV_ACCERR"),
    "null_call": (("null_call",), signal.SIGSEGV, 1, "SEGV_MAPERR"),
    "non_canonical": (("non_canonical",), signal.SIGSEGV, SI_KERNEL, "SI_KERNEL"),
    "abort": (("abort_call",), signal.SIGABRT, SI_TKILL, "SI_TKILL"),
    "divide": (("divide",), signal.SIGFPE, 1, "FPE_INTDIV"),
    "illegal_instruction": (("illegal_instruction",), signal.SIGILL, 2, "ILL_ILLOPN"),
    "breakpoint": (("breakpoint",), signal.SIGTRAP, SI_KERNEL, "SI_KERNEL"),
    "bus": (("sigbus_truncated",), signal.SIGBUS, 2, "BUS_ADRERR"),
    "seccomp_trap": (("sigsys_seccomp",), signal.SIGSYS, 1, "SYS_SECCOMP"),
    "killed_by_other": (("killed_by_other", 11), signal.SIGSEGV, SI_USER, "SI_USER"),
    "quit_by_other": (("killed_by_other", 3), signal.SIGQUIT, SI_USER, "SI_USER"),
    "raised_bus": (("raise_signal", 7), signal.SIGBUS, SI_TKILL, "SI_TKILL"),
    "raised_xcpu": (("raise_signal", 24), signal.SIGXCPU, SI_TKILL, "SI_TKILL"),
    "stack_overflow": (("stack_overflow",), signal.SIGSEGV, 1, "SEGV_MAPERR"),
}


@cases(**KINDS)
def test_kind(session, kind):
    crasher, number, code, code_name = kind
    crash = session.crash(*crasher)
    truth = crash.truth
    expect_equal((truth.signal, truth.code), (int(number), code), "the signal and code seen")
    expect_none(crash.problems())
    expect_equal(crash.extra["Signal"], signal.Signals(number).name, ".extra's Signal")
    expect_equal(crash.extra["SignalCode"], code_name, ".extra's SignalCode")
    if crasher[0] in ("access_error", "sigbus_truncated"):
        expect_equal(crash.dump.exception.address, crash.told["address"], "the address")
    if truth.sender:
        expect_equal(crash.extra["SenderProcessId"], str(truth.sender[0]), "the sender")
    if crasher[0] == "killed_by_other":
        expect_equal(truth.sender[0], crash.told["sender"], "the sender seen")


@test
def test_kind_seccomp_kill(session):
    """The kernel shows this signal to no tracer: there is no truth to compare with."""
    session.register()
    crash = session.record("sigsys_seccomp", "kill")
    crash.wait(60)
    expect_none(crash.dump.problems)
    expect_equal((crash.dump.exception.code, crash.dump.exception.flags), (31, 1), "signal, code")
    expect_equal(crash.dump.exception.parameters[:1], (63,), "the number of the system call")


@test
def test_kind_stack_overflow_keeps_both_ends(session):
    crash = session.crash("stack_overflow")
    stack = next(m for m in crash.truth.mappings if m.path == "[stack]")
    expect(crash.dump.memory_at(stack.start, 256 << 10) is not None, "the deep end is not whole")
    base = stack.end - (64 << 10)
    expect(crash.dump.memory_at(base, crash.truth.environment[0] - base) is not None,
           "the base of the stack is not whole")
