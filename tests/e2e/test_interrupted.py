# SPDX-License-Identifier: GPL-2.0-or-later
"""The worker killed or stopped, the victim killed, at whatever instant: a report, and in time."""

import os
import signal
import time

import compare_truth
import settled
import test_killed
import wait_for
from session import RUN_SECONDS
from tap import cases, expect, expect_equal, expect_none, test

HOLD, TOTAL = 2, 6
ATTEMPTS = 12
SUPERVISOR_ATTEMPTS = 6


def begin(session):
    session.register()
    settled.wait_for_processes(session.installation)
    session.empty_store()
    session.installation.configure(hold_timeout=f"{HOLD}s", total_timeout=f"{TOTAL}s")


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def find_worker(installation, recorder):
    """(supervisor, worker) as soon as both run; None if the recorder ends before."""
    while recorder.poll() is None:
        for pid, program in settled.processes_of(installation):
            if program == "minidump-collector":
                for child in children(pid):
                    return pid, child
    return None


def after(milliseconds):
    """Spins: an instant, not a wait for anything."""
    until = time.monotonic() + milliseconds / 1000
    while time.monotonic() < until:
        pass


def wait_until_core_is_closed(supervisor):
    """Right after the fork both hold the core; then the supervisor closes its copy. Spins."""
    try:
        while os.readlink(f"/proc/{supervisor}/fd/0").startswith("pipe:"):
            pass
    except OSError:
        pass


def send(pid, number):
    """False if the process is gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def crash_and_disturb(session, disturb):
    """Crashes a program with many threads, calls disturb(supervisor, worker) while the collector
    works on it. Returns the crash, or None if the collector was faster."""
    recorder = session.start_recording("segv_threads", 1000, 8)
    try:
        found = find_worker(session.installation, recorder.process)
        disturbed = bool(found) and disturb(*found)
    finally:
        recorder.process.wait(RUN_SECONDS)
    crash = recorder.crash()
    settled.wait_for_processes(session.installation)
    expect_none(settled.problems_of_store(session.installation))
    return crash if disturbed else None


def report_of(session, crash):
    reports = [extra for extra in settled.extras(session.installation)
               if extra.get("ProcessId") == str(crash.pid)]
    expect_equal(len(reports), 1, f"the number of reports of process {crash.pid}")
    return reports[0]


def expect_no_lies(session, crash, report):
    """What is in the dump is true, although much is missing: no zeros where there was a stack."""
    crash.id = report["ReportId"]
    if os.path.exists(crash.dmp):
        expect_none(compare_truth.compare_memory(crash.dump, crash.truth, has_ended=True))
        for tid, context in crash.dump.contexts.items():
            if context is not None:
                expect_none(compare_truth.compare_context(context, crash.truth.threads[tid],
                                                          f"thread {tid}", whole=False))


@cases(killed=signal.SIGKILL, crashed=signal.SIGSEGV)
def test_interrupted_worker(session, number):
    """At instants that differ from attempt to attempt. It is no crash of its own."""
    begin(session)
    hits = 0
    for attempt in range(ATTEMPTS):
        def kill(_supervisor, worker, attempt=attempt):
            after(2 * attempt)
            return send(worker, number)

        crash = crash_and_disturb(session, kill)
        if crash is None:
            continue
        report = report_of(session, crash)
        expect_none(f"a report of {extra['Executable']}" for extra in
                    settled.extras(session.installation)
                    if "minidump-collector" in extra.get("Executable", ""))
        if report.get("CaptureComplete") != "1":
            hits += 1
            expect("worker_died" in settled.soft_error_codes(report),
                   f"soft errors {settled.soft_error_codes(report)}")
        expect_no_lies(session, crash, report)
        session.empty_store()
    expect(hits, "no attempt hit a worker at work")


@test
def test_interrupted_worker_stopped(session):
    """The supervisor's deadline holds for a worker that does nothing any more."""
    begin(session)
    start = time.monotonic()
    crash = crash_and_disturb(session, lambda _supervisor, worker: send(worker, signal.SIGSTOP))
    seconds = time.monotonic() - start
    expect(crash is not None, "the worker was gone before it could be stopped")
    expect(seconds < TOTAL + 20, f"it took {seconds:.1f} s")
    report = report_of(session, crash)
    expect_no_lies(session, crash, report)
    expect(settled.soft_error_codes(report), "no soft error")


@test
def test_interrupted_victim_killed(session):
    """SIGKILL in the middle of a dump: /proc is empty then, and the report says victim_gone."""
    begin(session)
    hits = 0
    for attempt in range(ATTEMPTS):
        def kill_victim(_supervisor, worker, attempt=attempt):
            after(2 * attempt)
            if not send(worker, signal.SIGSTOP):
                return False
            victim = next((pid for pid in session.victims() if send(pid, signal.SIGKILL)), None)
            if victim is not None:
                wait_for.process_ends(victim, 10, "the victim")
            send(worker, signal.SIGCONT)
            return victim is not None

        crash = crash_and_disturb(session, kill_victim)
        if crash is None:
            continue
        report = report_of(session, crash)
        expect_no_lies(session, crash, report)
        codes = settled.soft_error_codes(report)
        if report.get("CaptureComplete") != "1" or codes:
            hits += 1
            expect("victim_gone" in codes, f"after {2 * attempt} ms: soft errors {codes}")
        session.empty_store()
    expect(hits, "no attempt hit a victim whose dump was not complete")


@test
def test_interrupted_supervisor_stopped(session):
    """The worker itself holds the deadline when nobody feeds it: the victim goes in time."""
    begin(session)
    hits = 0
    for attempt in range(SUPERVISOR_ATTEMPTS):
        recorder = session.start_recording("segv_threads", 1000, 8)
        found = find_worker(session.installation, recorder.process)
        if found:
            wait_until_core_is_closed(found[0])
        after(attempt / 2)
        stopped = bool(found) and send(found[0], signal.SIGSTOP)
        start = time.monotonic()
        try:
            recorder.process.wait(RUN_SECONDS)
            seconds = time.monotonic() - start
        finally:
            if stopped:
                send(found[0], signal.SIGCONT)
        crash = recorder.crash()
        settled.wait_for_processes(session.installation)
        expect_none(settled.problems_of_store(session.installation))
        if not stopped:
            continue
        expect(seconds < HOLD + 1, f"the victim was held for {seconds:.1f} s")
        report = report_of(session, crash)
        hits += seconds >= HOLD
        expect_no_lies(session, crash, report)
        session.empty_store()
    expect(hits, "no attempt hit a supervisor whose worker waited for it")


@cases(killed=signal.SIGKILL, crashed=signal.SIGSEGV)
def test_interrupted_supervisor(session, number):
    """Nobody is left to finish: the victim goes, and the next crash is collected as ever, and what
    was left with it. That the collector crashed is no crash of its own."""
    begin(session)
    recorder = session.start_recording("segv_threads", 1000, 8)
    found = find_worker(session.installation, recorder.process)
    if found:
        send(found[0], number)
    recorder.process.wait(RUN_SECONDS)
    first = recorder.crash()
    settled.wait_for_processes(session.installation)
    crash = session.crash("abort_call")
    expect(crash.id, "no report of the next crash")
    settled.wait_for_processes(session.installation)
    reports = test_killed.drain(session)
    test_killed.remove_failed(session)
    expect_none(settled.problems_of_store(session.installation))
    expect(set(test_killed.processes_of(reports)) <= {first.pid, crash.pid},
           f"reports {reports}")
    session.empty_store()
