# SPDX-License-Identifier: GPL-2.0-or-later
"""Anything on stdin, any arguments: one log line, a report with what there was, no hang, no wreck.

The collector is driven directly. Its victim stands by; the core's head is a real one, of another
process, so that /proc cannot match it: what is dumped must come from stdin alone.
"""

import random
import struct
import threading

import drive
import elf_core
import settled
from tap import cases, expect, expect_equal, expect_none, test

HOLD, TOTAL = 1, 4
SECONDS = TOTAL + drive.MARGIN_SECONDS
HEAD = {}


def head(session):
    """The head of a core as the kernel makes it: ELF header, program headers, notes."""
    if not HEAD:
        HEAD["truth"] = session.record("segv_threads", 3, 8).truth
        HEAD["head"] = elf_core.encode_head(HEAD["truth"])
    return HEAD["head"]


def begin(session):
    """A store with nothing in it, and short deadlines."""
    session.need_programs()
    settled.wait_for_processes(session.installation)
    session.empty_store()
    session.installation.configure(hold_timeout=f"{HOLD}s", total_timeout=f"{TOTAL}s")
    session.log.lines()
    return len(session.log.lines())


def lines_about(session, lines_before, pid):
    """Others' programs may crash, too: lines that name this process, or none."""
    lines = session.log.lines()[lines_before:]
    return [line for line in lines if f"(pid {pid}," in line or "(pid " not in line]


def finish(session, lines_before, what, pid):
    """Everything settles; there is one line. Returns the reports."""
    settled.wait_for_processes(session.installation)
    expect_none(f"{what}: {problem}"
                for problem in settled.problems_of_store(session.installation))
    lines = lines_about(session, lines_before, pid)
    expect_equal(len(lines), 1, f"{what}: the number of log lines ({lines})")
    return settled.extras(session.installation)


def run_all(session, inputs):
    """Drives the collector with each (name, bytes); each must leave one line and one report."""
    with drive.Victim() as victim:
        for what, data in inputs:
            before = begin(session)
            status = drive.run(session.installation, victim, data, seconds=SECONDS)
            expect(status >= 0, f"{what}: the collector died of signal {-status}")
            reports = finish(session, before, what, victim.pid)
            expect_equal(len(reports), 1, f"{what}: the number of reports")
            expect_equal(reports[0].get("ProcessId"), str(victim.pid), f"{what}: ProcessId")
            expect_equal(reports[0].get("SignalNumber"), "11", f"{what}: SignalNumber")
            expect(settled.soft_error_codes(reports[0]), f"{what}: no soft error")


@test
def test_stdin_empty(session):
    run_all(session, [("nothing", b""), ("one byte", b"\x7f"), ("no ELF", b"hello, world\n" * 99)])


@test
def test_stdin_cut(session):
    data = head(session)
    sizes = [4, 16, 63, 64, 65, 120, 1000, *range(2000, len(data), len(data) // 8), len(data) - 1]
    run_all(session, [(f"cut at {size}", data[:size]) for size in sizes])


@test
def test_stdin_of_another_process(session):
    """A whole head that is not the process in /proc: identity_mismatch, registers from stdin."""
    data = head(session)
    truth = HEAD["truth"]
    with drive.Victim() as victim:
        before = begin(session)
        drive.run(session.installation, victim, data, seconds=SECONDS)
        report, = finish(session, before, "another process's core", victim.pid)
    expect("identity_mismatch" in settled.soft_error_codes(report),
           f"soft errors {settled.soft_error_codes(report)}")
    expect(report.get("Where", "").endswith(f"{truth.crashing_thread.registers['rip']:x}")
           or "+" in report.get("Where", ""), f"Where is {report.get('Where')!r}")


def patched(data, offset, value):
    return data[:offset] + value + data[offset + len(value) :]


@test
def test_stdin_with_wrong_numbers(session):
    """Header fields at their extremes."""
    data = head(session)
    phoff = struct.unpack_from("<Q", data, 32)[0]
    note = next(elf_core.note_segments(data))[0]
    big, huge = struct.pack("<I", 0xFFFFFFFF), struct.pack("<Q", 0xFFFFFFFFFFFFFFF0)
    run_all(session, [
        ("class 32", patched(data, 4, b"\x01")),
        ("big-endian", patched(data, 5, b"\x02")),
        ("unknown machine", patched(data, 18, b"\xff\xff")),
        ("not a core", patched(data, 16, b"\x02\x00")),
        ("no program headers", patched(data, 56, b"\x00\x00")),
        ("65534 program headers", patched(data, 56, b"\xfe\xff")),
        ("PN_XNUM", patched(data, 56, b"\xff\xff")),
        ("program headers of 1 byte", patched(data, 54, b"\x01\x00")),
        ("program headers far away", patched(data, 32, huge)),
        ("notes far away", patched(data, phoff + 8, huge)),
        ("notes of 16 EiB", patched(data, phoff + 32, huge)),
        ("notes of no size", patched(data, phoff + 32, bytes(8))),
        ("note's name too long", patched(data, note, big)),
        ("note's size too long", patched(data, note + 4, big)),
        ("unknown note", patched(data, note + 8, big)),
        ("note of no size", patched(data, note + 4, bytes(4))),
    ])


@test
def test_stdin_garbled(session):
    """Random bytes, behind nothing, a header, program headers. The seed is fixed."""
    data, generator = head(session), random.Random(2)
    inputs = []
    for start in (0, 4, 64, 120, next(elf_core.note_segments(data))[0]):
        inputs.append((f"random from {start}", data[:start] + generator.randbytes(100000)))
    for i in range(20):
        garbled = bytearray(data)
        for _ in range(generator.randrange(1, 40)):
            garbled[generator.randrange(len(data))] = generator.randrange(256)
        inputs.append((f"garbled {i}", bytes(garbled)))
    with drive.Victim() as victim:
        for what, bad in inputs:
            before = begin(session)
            status = drive.run(session.installation, victim, bad, seconds=SECONDS)
            expect(status >= 0, f"{what}: the collector died of signal {-status}")
            reports = finish(session, before, what, victim.pid)
            expect_equal(len(reports), 1, f"{what}: the number of reports")


@cases(at_once=0, in_the_header=40, in_the_program_headers=300, in_the_notes=2500)
def test_stdin_stalls(session, size):
    """The pipe stays open and says no more: the victim goes at the deadline, with a report."""
    data = head(session)
    before = begin(session)
    with drive.Victim() as victim:
        collector = drive.Collector(session.installation, drive.arguments(
            session.installation.config, victim.pid), victim.pidfd)
        collector.feed(data[:size])
        collector.hung_up(HOLD + 2)
        status = collector.wait(SECONDS)
    expect(status >= 0, f"the collector died of signal {-status}")
    report, = finish(session, before, "stalled", victim.pid)
    expect({"core_head_timeout", "deadline"} & set(settled.soft_error_codes(report)),
           f"soft errors {settled.soft_error_codes(report)}")


@test
def test_stdin_drips(session):
    """One byte a second resets no deadline."""
    data = head(session)
    before = begin(session)
    stop = threading.Event()
    with drive.Victim() as victim:
        collector = drive.Collector(session.installation, drive.arguments(
            session.installation.config, victim.pid), victim.pidfd)

        def drip():
            for i in range(len(data)):
                if not collector.feed(data[i : i + 1]) or stop.wait(1):
                    return

        dripper = threading.Thread(target=drip)
        dripper.start()
        try:
            collector.hung_up(HOLD + 2)
        finally:
            stop.set()
            dripper.join()
        collector.wait(SECONDS)
    expect_equal(len(finish(session, before, "dripping", victim.pid)), 1, "the number of reports")


ARGUMENTS = {
    "no_pid": {"P": None}, "pid_0": {"P": 0}, "negative_pid": {"P": -1},
    "huge_pid": {"P": "9" * 40},
    "words": {"P": "pid", "s": "SEGV", "t": "now"},
    "nothing_else": dict.fromkeys("PIstcugdFe"),
}


@cases(**ARGUMENTS)
def test_arguments_without_a_process(session, change):
    """Nobody to dump: one line, at most one report that says so, no hang."""
    with drive.Victim() as victim:
        before = begin(session)
        argv = drive.arguments(session.installation.config, victim.pid, **change)
        status = drive.run(session.installation, victim, b"\x7fELF", argv, SECONDS)
        expect(status >= 0, f"the collector died of signal {-status}")
    reports = finish(session, before, "arguments", 0)
    expect(len(reports) <= 1, f"{len(reports)} reports")
    for report in reports:
        expect("arguments" in settled.soft_error_codes(report),
               f"soft errors {settled.soft_error_codes(report)}")


ODD_ARGUMENTS = {
    "unknown": {"Z": "1"}, "no_tid": {"I": None}, "no_pidfd": {"F": None}, "empty_pidfd": {"F": ""},
    "wrong_pidfd": {"F": 99}, "no_signal": {"s": None}, "odd_signal": {"s": 999},
    "escapes_in_name": {"e": "\x1b[31m\n\"x"}, "no_ids": {"u": None, "g": None},
    "dumpable_7": {"d": 7}, "time_0": {"t": 0}, "pid_of_init": {"P": 1, "I": 1},
}


@cases(**ODD_ARGUMENTS)
def test_arguments_odd(session, change):
    """A report with what there is."""
    data = head(session)
    before = begin(session)
    with drive.Victim() as victim:
        argv = drive.arguments(session.installation.config, victim.pid, **change)
        status = drive.run(session.installation, victim, data, argv, SECONDS)
    expect(status >= 0, f"the collector died of signal {-status}")
    expect_equal(len(finish(session, before, "odd arguments",
                            1 if change.get("P") == 1 else victim.pid)), 1, "the number of reports")
    for line in session.log.lines()[before:]:
        expect("\x1b" not in line, f"an escape sequence in the log: {line!r}")
