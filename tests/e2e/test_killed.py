# SPDX-License-Identifier: GPL-2.0-or-later
"""SIGKILL at random instants, many times: to the worker, the supervisor, the converter."""

import os
import random
import shutil
import signal
import subprocess

import settled
import stand_in
from tap import expect, expect_equal, expect_none, test

N_WORKERS, N_SUPERVISORS, N_CONVERTERS, N_DUMPS = 200, 50, 20, 20
# Early instants are the more interesting ones. Emulated processors take as much longer.
SLOWNESS = 15 if os.environ.get("MINIDUMPD_EMULATED") else 1
MOST_MICROSECONDS = (300 * SLOWNESS, 1000 * SLOWNESS, 3000 * SLOWNESS, 10000 * SLOWNESS)
PROGRAM = ("raise_signal", "11")


def begin(session):
    session.register()
    settled.wait_for_processes(session.installation)
    session.empty_store()
    session.installation.configure(convert="no")


def crash(session):
    """The process id of a program that crashed."""
    process = subprocess.Popen([session.crasher(PROGRAM[0]), *PROGRAM[1:]], cwd="/",
                               stdin=subprocess.DEVNULL)
    expect_equal(process.wait(60), -signal.SIGSEGV, "what ended the program")
    return process.pid


def crash_disturbed(session, who, count):
    """Process ids of as many crashes, each with a kill in it; all has settled."""
    pids = []
    for i in range(count):
        most = MOST_MICROSECONDS[i % len(MOST_MICROSECONDS)]
        with open(session.installation.path("disturb.conf"), "w", encoding="ascii") as file:
            file.write(f"{who} {most}\n")
        pids.append(crash(session))
    settled.wait_for_processes(session.installation)
    return pids


def drain(session):
    """Converts all there is; returns all reports."""
    installation = session.installation
    result = installation.call("minidump-converter", f"--drain={installation.state}")
    expect_equal(result.returncode, 0, f"the converter's exit status ({result.stderr})")
    settled.wait_for_processes(installation)
    return settled.extras(installation)


def processes_of(reports):
    """The reports by their process ids."""
    found = {int(report["ProcessId"]): report for report in reports if "ProcessId" in report}
    expect_equal(len(found), sum("ProcessId" in report for report in reports),
                 "the number of processes that were reported")
    return found


def remove_failed(session):
    """What was set aside: {id: size}."""
    directory = os.path.join(session.installation.spool, "failed")
    if not os.path.isdir(directory):
        return {}
    kept = {name.removesuffix(".idump"): os.path.getsize(os.path.join(directory, name))
            for name in os.listdir(directory)}
    shutil.rmtree(directory)
    return kept


@test
def test_killed_worker(session):
    """Each crash is a report: what there was until then, and who died."""
    begin(session)
    stand_in.put(session, "disturb_collector")
    pids = crash_disturbed(session, "worker", N_WORKERS)
    reports = processes_of(drain(session))
    expect_equal(remove_failed(session), {}, "what was set aside")
    expect_none(settled.problems_of_store(session.installation))
    expect_none(f"process {pid} has no report" for pid in pids if pid not in reports)
    died = [pid for pid in pids if "worker_died" in settled.soft_error_codes(reports[pid])]
    expect_none(f"the report of {pid} is not whole, and does not say so" for pid in pids
                if (reports[pid]["CaptureComplete"] == "1") == (pid in died))
    expect_none(f"the report of {pid} names signal {reports[pid].get('SignalNumber')}"
                for pid in pids if reports[pid].get("SignalNumber") != str(int(signal.SIGSEGV)))
    expect(len(died) >= N_WORKERS // 4, f"only {len(died)} kills hit a worker")
    print(f"# {len(died)} of {len(pids)} kills hit a worker")
    session.empty_store()


@test
def test_killed_supervisor(session):
    """What its worker wrote is found by whoever drains the spool; the next crash is as ever."""
    begin(session)
    stand_in.put(session, "disturb_collector")
    pids = crash_disturbed(session, "supervisor", N_SUPERVISORS)
    parts = [name for name in os.listdir(session.installation.spool) if name.endswith(".part")]
    reports = drain(session)
    failed = remove_failed(session)
    expect_none(settled.problems_of_store(session.installation))
    expect_none(f"nothing is known of {pid}" for pid in processes_of(reports) if pid not in pids)
    expect_equal({report["ReportId"] for report in reports if "NoDumpReason" in report},
                 set(failed), "the reports without a minidump")
    expect(parts, "no kill hit a supervisor at work")
    session.register()
    pid = crash(session)
    settled.wait_for_processes(session.installation)
    expect(pid in processes_of(drain(session)), "no report of the next crash")
    session.empty_store()


@test
def test_killed_converter(session):
    """Nothing is lost, and what was on the table three times is set aside with a reason."""
    begin(session)
    installation, generator = session.installation, random.Random(6)
    pids = [crash(session) for _ in range(N_DUMPS)]
    settled.wait_for_processes(installation)
    ids = {name.removesuffix(".idump") for name in os.listdir(installation.spool)
           if name.endswith(".idump")}
    expect_equal(len(ids), N_DUMPS, "the number of intermediate dumps")
    for _ in range(N_CONVERTERS):
        process = subprocess.Popen(
            [installation.program("minidump-converter"), f"--drain={installation.state}"],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(generator.uniform(0.001, 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait(60)
        settled.wait_for_processes(installation)
    drain(session)
    failed = remove_failed(session)
    expect_none(problem for problem in settled.problems_of_store(installation)
                if not problem.endswith("has no .extra"))
    reports = {report["ReportId"]: report for report in settled.extras(installation)}
    expect_equal(set(reports), ids, "the reports")
    expect_equal({i for i, report in reports.items() if "NoDumpReason" in report}, set(failed),
                 "the reports without a minidump")
    expect(len(failed) < N_DUMPS, f"all of {len(pids)} were set aside")
    session.empty_store()
