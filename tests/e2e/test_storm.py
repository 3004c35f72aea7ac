# SPDX-License-Identifier: GPL-2.0-or-later
"""Many crashes at once, and what bounds them: slots, core_pipe_limit, and who counts them all."""

import fcntl
import json
import os
import random
import resource
import signal
import struct
import subprocess
import threading
import time
from contextlib import contextmanager

import settled
from core_pattern_guard import LIMIT_PATH, read_setting, write_setting
from tap import Skip, cases, expect, expect_equal, expect_none, test
from test_bad_store import mount, unmount
from test_interrupted import expect_no_lies, report_of

STORM_PROCESSES = 1000
STORM_SECONDS = 120
SLOTS = 3
TINY_CRASHES = 12
# What starting a program may take, with hundreds of others in front of it for each processor.
RESPONSE_SECONDS = 10.0


def begin(session, **collector):
    session.register()
    settled.wait_for_processes(session.installation)
    session.empty_store()
    session.installation.configure(**collector)


def end(session):
    settled.wait_for_processes(session.installation, STORM_SECONDS)
    session.installation.configure()
    session.empty_store()


@contextmanager
def pipe_limit(session, value):
    """kernel.core_pipe_limit is value."""
    session.register()
    before = read_setting(LIMIT_PATH)
    write_setting(LIMIT_PATH, value.encode())
    try:
        yield
    finally:
        write_setting(LIMIT_PATH, before)


def crash_at_once(session, count):
    """Small processes that all crash when the last is ready; what became of each."""
    bench = os.path.join(session.installation.build, "tests/bench")
    command = [f"{bench}/crash_clock", str(count), f"{bench}/crash_target", "1", "0", "0"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True,
                            timeout=STORM_SECONDS).stdout
    return [json.loads(line) for line in output.splitlines()]


def status(session):
    result = session.installation.ctl("status", "--json")
    expect_equal(result.returncode, 0, f"minidumpctl status ({result.stderr})")
    return json.loads(result.stdout)[0]


def counts(session):
    return {name: found["count"] for name, found in status(session)["outcomes"].items()}


def counted_since(session, before):
    """The outcomes since then, without those that there were none of."""
    found = {name: count - before[name] for name, count in counts(session).items()}
    return {name: count for name, count in found.items() if count}


def lock_slot(file, slot):
    """Takes the lock on one slot; OSError if another holds it."""
    request = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, slot, 1, 0)
    fcntl.fcntl(file, fcntl.F_OFD_SETLK, request)


def slots_path(session):
    return os.path.join(session.installation.run, "slots")


@contextmanager
def no_slot_free(session, n_slots):
    with open(slots_path(session), "a+b") as file:
        for slot in range(n_slots):
            lock_slot(file, slot)
        yield


def expect_all_slots_free(session):
    with open(slots_path(session), "r+b") as file:
        for slot in range(4096):
            lock_slot(file, slot)


class Responses:
    """How long it takes to start a program, again and again, while something else goes on."""

    def __enter__(self):
        self.longest, self.count, self.stopped = 0.0, 0, False
        self.thread = threading.Thread(target=self.measure)
        self.thread.start()
        return self

    def measure(self):
        while not self.stopped:
            start = time.monotonic()
            subprocess.run(["/bin/true"], check=True)
            self.longest = max(self.longest, time.monotonic() - start)
            self.count += 1

    def __exit__(self, *unused):
        self.stopped = True
        self.thread.join()


def convert_all(session):
    """Now that the storm is over; returns the reports."""
    converter = session.installation.program("minidump-converter")
    subprocess.run([converter, f"--drain={session.installation.state}"], check=True,
                   timeout=STORM_SECONDS)
    settled.wait_for_processes(session.installation)
    return settled.extras(session.installation)


def is_small(extra):
    return "no_slot" in settled.soft_error_codes(extra)


def expect_each_once(records, reports, wanted):
    """Every crash has at most one report, and no report is of something else."""
    pids = sorted(int(extra["ProcessId"]) for extra in reports)
    expect_equal(len(pids), wanted, "the number of reports")
    expect_equal(len(set(pids)), len(pids), "the number of processes with a report")
    unknown = set(pids) - {record["pid"] for record in records}
    expect(not unknown, f"reports of processes that did not crash: {sorted(unknown)[:9]}")


@test
def test_storm_of_1000(session):
    """Each crash becomes a whole or a small report, and is counted as just that."""
    if session.installation.build.rstrip("/").endswith("sanitize"):
        raise Skip("sanitized collectors are too slow for a storm")
    begin(session, convert="no")
    before, lost_before = counts(session), status(session)["unaccounted"]
    with Responses() as responses:
        records = crash_at_once(session, STORM_PROCESSES)
        settled.wait_for_processes(session.installation, STORM_SECONDS)
    found = counted_since(session, before)
    print(f"# {found}; starting a program took at most {responses.longest:.2f} s")
    expect_equal(found.pop("started", 0), STORM_PROCESSES, "the crashes that were started on")
    expect_equal(sum(found.values()), STORM_PROCESSES, f"the sum of {found}")
    expect_equal(status(session)["unaccounted"], lost_before, "the crashes without an outcome")
    expect(set(found) <= {"mini", "small-no-slot", "partial"}, f"outcomes {found}")
    expect(found["mini"] > 0, "no whole report")
    expect(responses.longest < RESPONSE_SECONDS,
           f"starting a program took up to {responses.longest:.1f} s")
    expect_all_slots_free(session)
    reports = convert_all(session)
    expect_each_once(records, reports, STORM_PROCESSES)
    expect_equal(sum(map(is_small, reports)), found.get("small-no-slot", 0), "small reports")
    end(session)


@test
def test_storm_over_its_rate(session):
    """As many reports as the rule allows; the others are counted, and share a line in the log."""
    begin(session, convert="no")
    session.installation.add_configuration('[Policy "few"]\nexe=*/crash_target\n'
                                           'rate-per-executable=10/h\n')
    before, lines = counts(session), len(session.log.lines())
    records = crash_at_once(session, 60)
    settled.wait_for_processes(session.installation, STORM_SECONDS)
    found = counted_since(session, before)
    expect_equal(found.pop("started", 0), 60, "the crashes that were started on")
    expect_equal(found.pop("over-rate", 0), 50, "the crashes over the rate")
    expect_equal(sum(found.values()), 10, f"the sum of {found}")
    told = [line for line in session.log.lines()[lines:] if "over the rate" in line]
    expect_equal(len(told), 1, "the lines about crashes over the rate")
    expect_each_once(records, convert_all(session), 10)
    end(session)


@test
def test_storm_without_a_free_slot(session):
    """The crashing thread is in the report, and what is missing is told."""
    begin(session, slots=SLOTS, slot_timeout="100ms")
    before = counts(session)
    with no_slot_free(session, SLOTS):
        crash = session.crash("segv_threads", 8, 64)
    expect("no_slot" in settled.soft_error_codes(crash.extra), f"{crash.soft_errors}")
    expect_equal(crash.extra["CaptureComplete"], "0", "CaptureComplete")
    expect_equal([thread.tid for thread in crash.dump.threads], [crash.truth.tid], "the threads")
    expect_no_lies(session, crash, crash.extra)
    registers = crash.truth.crashing_thread.registers
    expect_equal(crash.dump.contexts[crash.truth.tid].gprs["rbx"], registers["rbx"], "rbx")
    stack = registers["rsp"]
    expect_equal(crash.dump.memory_at(stack, 4096), crash.truth.read(stack, 4096), "the stack")
    session.expect_settled()
    expect_equal(counted_since(session, before), {"started": 1, "small-no-slot": 1}, "counts")
    whole = session.crash("segv_threads", 8, 64)
    expect_none(whole.problems())
    end(session)


@test
def test_storm_waits_for_a_slot(session):
    """A slot that becomes free in time makes a whole report."""
    begin(session, slots=1, slot_timeout="20s", hold_timeout="20s")
    with no_slot_free(session, 1):
        recorder = session.start_recording("segv_threads", 8, 64)
        wait_for_commit(session)
    crash = recorder.crash()
    crash.wait(STORM_SECONDS)
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    end(session)


def wait_for_commit(session):
    """Until a dump that is being written has commit point 1. Spins, like whoever waits for a slot
    that nobody announces."""
    deadline = time.monotonic() + STORM_SECONDS
    while time.monotonic() < deadline:
        for entry in os.scandir(session.installation.spool):
            if entry.name.endswith(".part") and entry.stat().st_size > 1000:
                return
    raise AssertionError("no dump was begun")


def kill_some(session, chance):
    """SIGKILL for collectors, supervisors and workers alike, while there are crashes."""
    killed = 0
    for pid, program in settled.processes_of(session.installation):
        if program == "minidump-collector" and chance.random() < 0.2:
            try:
                os.kill(pid, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
    return killed


@test
def test_storm_with_killed_collectors(session):
    """No slot stays taken, and the next crash is collected as ever."""
    begin(session, slots=SLOTS, convert="no")
    chance = random.Random(3)
    bench = os.path.join(session.installation.build, "tests/bench")
    killed = 0
    command = [f"{bench}/crash_clock", "60", f"{bench}/crash_target", "4", "3", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as storm:
        while storm.poll() is None:
            killed += kill_some(session, chance)
    settled.wait_for_processes(session.installation, STORM_SECONDS)
    expect(killed, "no collector was killed")
    expect_all_slots_free(session)
    session.empty_store()
    session.installation.configure()
    crash = session.crash("segv_threads", 8, 64)
    expect_none(crash.problems())
    end(session)


@cases(unlimited="0", large="4096")
def test_pipe_limit(session, value):
    """With 0 the kernel does not wait for the collector: that the core is not read to its end is
    what keeps the process."""
    begin(session)
    with pipe_limit(session, value):
        crash = session.crash("segv_threads", 8, 64)
        expect_none(crash.problems())
        expect_equal(crash.soft_errors, [], "the soft errors")
        records = crash_at_once(session, 40)
        settled.wait_for_processes(session.installation, STORM_SECONDS)
    reports = [extra for extra in settled.extras(session.installation)
               if extra["ProcessId"] != str(crash.pid)]
    expect_each_once(records, reports, 40)
    end(session)


@test
def test_pipe_limit_of_one(session):
    """What exceeds it, the kernel drops, and its core flag says so: all others have reports."""
    begin(session)
    before = counts(session)
    with pipe_limit(session, "1"):
        records = crash_at_once(session, 12)
        settled.wait_for_processes(session.installation, STORM_SECONDS)
    handled = {record["pid"] for record in records if record["core"]}
    reported = {int(extra["ProcessId"]) for extra in settled.extras(session.installation)}
    expect(handled, "the kernel handled no crash")
    expect_equal(reported, handled, "the processes with a report")
    expect_equal(counted_since(session, before)["started"], len(handled), "the crashes counted")
    end(session)


@test
def test_core_limit_of_zero(session):
    """RLIMIT_CORE is for core files: a pipe gets the core in any case."""
    begin(session)
    crash = session.crash(
        "segv_threads", 3, 16,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    end(session)


@cases(unlimited="0", large="4096")
def test_tiny_process(session, value):
    """It may be gone before /proc is read, if the kernel does not wait. Then the registers are
    there, nothing is another process's, and the report says what is missing."""
    begin(session)
    gone = 0
    with pipe_limit(session, value):
        for _ in range(TINY_CRASHES):
            crash = session.record("tiny")
            settled.wait_for_processes(session.installation)
            report = report_of(session, crash)
            expect_no_lies(session, crash, report)
            expect_equal(report["SignalNumber"], "6", "the signal")
            registers = crash.truth.crashing_thread.registers
            expect_equal(crash.dump.contexts[crash.truth.tid].gprs["rbx"], registers["rbx"],
                         "rbx")
            if report["CaptureComplete"] != "1":
                gone += 1
                codes = settled.soft_error_codes(report)
                expect(set(codes) & {"victim_gone", "identity_mismatch", "unreadable"},
                       f"the soft errors are {codes}")
    if value != "0":
        expect_equal(gone, 0, "the reports that are not complete")
    end(session)


class Hidden:
    """A run directory that is not there."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        os.rename(self.path, self.path + ".away")

    def __exit__(self, *unused):
        os.rename(self.path + ".away", self.path)


class Covered:
    """A run directory on a file system of its own."""

    def __init__(self, path, options):
        self.path, self.options = path, options

    def __enter__(self):
        mount("-t", "tmpfs", "-o", f"mode=0755,{self.options}", "none", self.path)

    def __exit__(self, *unused):
        unmount(self.path)


@cases(missing=Hidden, read_only=lambda path: Covered(path, "ro"),
       without_inodes=lambda path: Covered(path, "nr_inodes=1"),
       full=lambda path: Covered(path, "size=4k"))
def test_run_directory(session, make):
    """It bounds and counts; crashes are collected without it."""
    begin(session)
    with make(session.installation.run):
        crash = session.crash("segv_threads", 3, 16)
        settled.wait_for_processes(session.installation)
    expect_none(problem for problem in crash.problems() if "soft error" not in problem)
    expect(set(settled.soft_error_codes(crash.extra)) <= {"run_directory"}, f"{crash.soft_errors}")
    end(session)
