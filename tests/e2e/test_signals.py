# SPDX-License-Identifier: GPL-2.0-or-later
"""Each signal that dumps core, sent and forced: number, code, address, sender, and all the rest."""

import signal

import read_by_lldb
from tap import cases, expect, expect_equal, expect_none, test
from truth import SI_KERNEL, SI_QUEUE, SI_TIMER

SI_USER, SI_TKILL = 0, -6
FAULT_ADDRESS = 0x5E60  # tests/crashers/crash_together.c
TRIES_TOGETHER = 30
# What the processor or the kernel finds wrong. name: (program and arguments, signal, si_code,
# .extra's SignalCode)
FORCED = {
    "segv_maperr": (("segv_threads", 0, 4), signal.SIGSEGV, 1, "SEGV_MAPERR"),
    "segv_accerr": (("access_error",), signal.SIGSEGV, 2, "SEGV_ACCERR"),
    "null_call": (("null_call",), signal.SIGSEGV, 1, "SEGV_MAPERR"),
    "non_canonical": (("non_canonical",), signal.SIGSEGV, SI_KERNEL, "SI_KERNEL"),
    "privileged": (("processor_trap", "privileged"), signal.SIGSEGV, SI_KERNEL, "SI_KERNEL"),
    "stack_segment": (("processor_trap", "stack"), signal.SIGBUS, SI_KERNEL, "SI_KERNEL"),
    "divide": (("divide",), signal.SIGFPE, 1, "FPE_INTDIV"),
    "float": (("processor_trap", "float"), signal.SIGFPE, 3, "FPE_FLTDIV"),
    "illegal_instruction": (("illegal_instruction",), signal.SIGILL, 2, "ILL_ILLOPN"),
    "breakpoint": (("breakpoint",), signal.SIGTRAP, SI_KERNEL, "SI_KERNEL"),
    "single_step": (("processor_trap", "step"), signal.SIGTRAP, 2, "TRAP_TRACE"),
    "bus": (("sigbus_truncated",), signal.SIGBUS, 2, "BUS_ADRERR"),
    "alignment": (("processor_trap", "alignment"), signal.SIGBUS, 1, "BUS_ADRALN"),
    "seccomp_trap": (("sigsys_seccomp",), signal.SIGSYS, 1, "SYS_SECCOMP"),
    "processor_time": (("over_limit", "cpu"), signal.SIGXCPU, SI_KERNEL, "SI_KERNEL"),
    "file_size": (("over_limit", "file"), signal.SIGXFSZ, SI_USER, "SI_USER"),
    "terminal": (("terminal_quit",), signal.SIGQUIT, SI_KERNEL, "SI_KERNEL"),
    "abort": (("abort_call",), signal.SIGABRT, SI_TKILL, "SI_TKILL"),
    "assert": (("assert_failure",), signal.SIGABRT, SI_TKILL, "SI_TKILL"),
    "exception": (("uncaught_exception",), signal.SIGABRT, SI_TKILL, "SI_TKILL"),
    "stack_overflow": (("stack_overflow",), signal.SIGSEGV, 1, "SEGV_MAPERR"),
    "in_handler": (("handler_crash",), signal.SIGSEGV, 1, "SEGV_MAPERR"),
    "in_its_handler": (("handler_crash", "nested"), signal.SIGSEGV, 1, "SEGV_MAPERR"),
    "handler_taken_back": (("handler_crash", "reset"), signal.SIGSEGV, 1, "SEGV_MAPERR"),
    "blocked": (("handler_crash", "blocked"), signal.SIGSEGV, 1, "SEGV_MAPERR"),
    "vfork_child": (("vfork_crash",), signal.SIGSEGV, 1, "SEGV_MAPERR"),
}
# Where the program itself says which address it was.
TELL_ADDRESS = ("access_error", "sigbus_truncated")
CORE_DUMPING = ("QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "SEGV", "SYS", "XCPU", "XFSZ")
SENT = {f"{name.lower()}_by_{how}": (how, signal.Signals[f"SIG{name}"], code)
        for name in CORE_DUMPING
        for how, code in (("kill", SI_USER), ("tgkill", SI_TKILL), ("sigqueue", SI_QUEUE))}


def expect_signal(crash, number, code, code_name):
    """In the truth, in the dump (problems() compares both), and in .extra."""
    truth = crash.truth
    expect_equal((truth.signal, truth.code), (int(number), code), "the signal and code seen")
    expect_none(crash.problems())
    expect_equal(crash.extra["Signal"], signal.Signals(number).name, ".extra's Signal")
    expect_equal(crash.extra["SignalCode"], code_name, ".extra's SignalCode")
    sender = str(truth.sender[0]) if truth.sender else None
    expect_equal(crash.extra.get("SenderProcessId"), sender, ".extra's sender")


@cases(**FORCED)
def test_signal_forced(session, kind):
    crasher, number, code, code_name = kind
    crash = session.crash(*crasher)
    expect_signal(crash, number, code, code_name)
    if crasher[0] in TELL_ADDRESS:
        expect_equal(crash.dump.exception.address, crash.told["address"], "the address")


@cases(**SENT)
def test_signal_sent(session, kind):
    how, number, code = kind
    crash = session.crash("send_signal", how, int(number))
    expect_signal(crash, number, code, {0: "SI_USER", -1: "SI_QUEUE", -6: "SI_TKILL"}[code])
    expect_equal(crash.dump.exception.address, 0, "the address")
    expect_equal(crash.dump.exception.parameters[0], crash.pid, "the sender")
    if how == "sigqueue":
        expect_equal(crash.dump.exception.parameters[2], 0x5E6057AC5EC0, "the value sent along")


@cases(segv=signal.SIGSEGV, quit=signal.SIGQUIT)
def test_signal_sent_by_another_process(session, number):
    crash = session.crash("killed_by_other", int(number))
    expect_signal(crash, number, SI_USER, "SI_USER")
    expect_equal(crash.truth.sender[0], crash.told["sender"], "the sender seen")


@test
def test_signal_sent_to_another_thread(session):
    crash = session.crash("send_signal", "thread", int(signal.SIGABRT))
    expect_signal(crash, signal.SIGABRT, SI_TKILL, "SI_TKILL")
    expect_equal(crash.extra["ThreadName"], "target", "the crashing thread")


@test
def test_signal_of_a_timer(session):
    """Nobody sent it: the bytes where a sender would stand are the timer's."""
    crash = session.crash("send_signal", "timer", int(signal.SIGSEGV))
    expect_signal(crash, signal.SIGSEGV, SI_TIMER, "SI_TIMER")


@test
def test_signal_of_seccomp_that_kills(session):
    """The kernel shows this signal to no tracer: there is no truth to compare with."""
    session.register()
    crash = session.record("sigsys_seccomp", "kill")
    crash.wait(60)
    expect_none(crash.dump.problems)
    expect_equal((crash.dump.exception.code, crash.dump.exception.flags), (31, 1), "signal, code")
    expect_equal(crash.dump.exception.parameters[:1], (63,), "the number of the system call")


@test
def test_signal_in_handler_on_alternate_stack(session):
    """The handler's stack is kept, and the one that it interrupted."""
    crash = session.crash("handler_crash", "alternate")
    expect_signal(crash, signal.SIGSEGV, 1, "SEGV_MAPERR")
    handler = crash.truth.crashing_thread.registers["rsp"]
    frame = crash.told["frame"]
    expect(abs(handler - frame) > 1 << 20, "both are on one stack")
    expect(crash.dump.memory_at(handler, 4096) is not None, "no stack of the handler")
    interrupted = crash.dump.memory_at(frame, 32 << 10)
    expect(interrupted is not None, "no stack of what the handler interrupted")
    expect_equal(interrupted[:8], (0x1E77 << 48).to_bytes(8, "little"), "its frame")


@cases(plain=("handler_crash",), alternate=("handler_crash", "alternate"))
def test_signal_in_handler_backtrace(session, crasher):
    """LLDB walks from the handler over the signal's frame to main."""
    crash = session.shared_crash(*crasher)
    names = read_by_lldb.backtrace(crash.dmp)
    for name in ("fault", "interrupted", "stack_fill_and_call", "main"):
        expect(name in names, f"no {name} in {names}")


@test
def test_signal_of_threads_that_crash_together(session):
    """The kernel takes one; each of them has the registers that its own source line gave it."""
    for _ in range(TRIES_TOGETHER):
        if check_racers(session.crash_alone("crash_together", 2)) == 2:
            return
    raise AssertionError(f"no two threads crashed together in {TRIES_TOGETHER} tries")


def check_racers(crash):
    """How many of both threads had come to the faulting instruction."""
    dump = crash.dump
    expect_none(dump.problems)
    index = dump.exception.address - FAULT_ADDRESS
    expect_equal(dump.thread_names[dump.exception.tid], f"racer-{index}", "the crashing thread")
    expect_equal(crash.extra["CrashAddress"], hex(dump.exception.address), "the address")
    expect_equal(dump.exception_context.gprs["rax"], dump.exception.address, "its rax")
    racers = {name: tid for tid, name in dump.thread_names.items() if name != "crash_together"}
    expect_equal(sorted(racers), ["racer-1", "racer-2"], "the threads")
    n_arrived = 0
    for i in (1, 2):
        gprs = dump.contexts[racers[f"racer-{i}"]].gprs
        if gprs["rip"] == dump.exception_context.gprs["rip"]:
            n_arrived += 1
            expect_equal(gprs["r15"], 0x5EC0 << 48 | i << 16 | 14, f"racer {i}'s r15")
            expect_equal(gprs["rax"], FAULT_ADDRESS + i, f"racer {i}'s rax")
    return n_arrived
