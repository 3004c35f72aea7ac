# SPDX-License-Identifier: GPL-2.0-or-later
"""Where /proc has no memory of the process, the core's own stream has: one pass over it.

The collector is driven with a whole core of a process that is gone; in /proc stands another.
"""

import os
import time

import compare_truth
import drive
import kernel_core
import minidump_rules
import settled
from minidump_file import Minidump
from tap import cases, expect, expect_equal, expect_none, test

HOLD, TOTAL = 3, 20
CRASHES = {
    "one_thread": ("divide",),
    "threads": ("segv_threads", 8, 64),
    "static": ("segv_threads_static", 3, 16),
    "main_gone": ("main_gone",),
    "secret": ("dontdump_secret",),
}
PARTS = (compare_truth.compare_exception, compare_truth.compare_modules,
         compare_truth.compare_memory, compare_truth.compare_secrets)


def begin(session):
    session.need_programs()
    settled.wait_for_processes(session.installation)
    session.empty_store()
    session.installation.configure(hold_timeout=f"{HOLD}s", total_timeout=f"{TOTAL}s")


def finish(session):
    """(.extra, minidump) of the only report."""
    settled.wait_for_processes(session.installation)
    expect_none(settled.problems_of_store(session.installation))
    report, = settled.extras(session.installation)
    return report, Minidump.open(os.path.join(session.installation.pending,
                                              report["ReportId"] + ".dmp"))


def drive_with(session, data, truth):
    """Gives the collector the core of another process than its victim."""
    begin(session)
    with drive.Victim() as victim:
        argv = drive.arguments(session.installation.config, victim.pid, I=truth.tid)
        status = drive.run(session.installation, victim, data, argv, TOTAL)
    expect_equal(status, 0, "the collector's status")
    return finish(session)


def stack_problems(dump, truth):
    """Registers, and from the stack pointer on what the budget allows."""
    for tid, thread in truth.threads.items():
        shown = dump.thread(tid)
        if shown is None:
            yield f"thread {tid} is missing"
            continue
        yield from compare_truth.compare_context(dump.contexts.get(tid), thread, f"thread {tid}")
        sp = thread.registers["rsp"]
        if truth.read(sp, 64) and dump.memory_at(sp, 64) is None:
            yield f"thread {tid} has no stack"
        if truth.read(sp, 64) and not 0 <= sp - shown.stack.start < shown.stack.size:
            yield f"thread {tid} does not tell where its stack is"


@cases(**CRASHES)
def test_stream_of(session, crasher):
    crash, path = kernel_core.record(session, *crasher)
    with open(path, "rb") as file:
        report, dump = drive_with(session, file.read(), crash.truth)
    codes = set(settled.soft_error_codes(report))
    expect({"identity_mismatch", "memory_from_core"} <= codes, f"soft errors {codes}")
    expect(not {"deadline", "core_truncated"} & codes, f"soft errors {codes}")
    expect_none(minidump_rules.check(dump))
    for part in PARTS:
        expect_none(part(dump, crash.truth))
    expect_none(stack_problems(dump, crash.truth))
    expect_equal(report.get("Executable"), crash.truth.links["exe"], "Executable")


@test
def test_stream_that_is_cut(session):
    """What came before the end is there."""
    crash, path = kernel_core.record(session, *CRASHES["threads"])
    with open(path, "rb") as file:
        data = file.read()
    for size in (len(data) // 4, len(data) // 2, len(data) * 3 // 4):
        report, dump = drive_with(session, data[:size], crash.truth)
        codes = settled.soft_error_codes(report)
        expect("core_truncated" in codes, f"cut at {size}: soft errors {codes}")
        expect_none(minidump_rules.check(dump))
        expect_none(compare_truth.compare_memory(dump, crash.truth))


@test
def test_stream_that_stalls(session):
    """The victim goes at the deadline, with what came until then."""
    crash, path = kernel_core.record(session, *CRASHES["threads"])
    with open(path, "rb") as file:
        data = file.read()
    begin(session)
    with drive.Victim() as victim:
        collector = drive.Collector(session.installation, drive.arguments(
            session.installation.config, victim.pid, I=crash.truth.tid), victim.pidfd)
        start = time.monotonic()
        collector.feed(data[: len(data) // 2])
        collector.hung_up(HOLD + 2)
        expect(time.monotonic() - start < HOLD + 2, "the victim was held beyond the deadline")
        collector.wait(TOTAL)
    report, dump = finish(session)
    expect("deadline" in settled.soft_error_codes(report),
           f"soft errors {settled.soft_error_codes(report)}")
    expect_none(minidump_rules.check(dump))
    expect(dump.memory, "no memory")
