# SPDX-License-Identifier: GPL-2.0-or-later
"""What the owner decides: [Policy] sections. Each action, each key that matches."""

import os
from contextlib import contextmanager

import settled
from tap import cases, expect, expect_equal, expect_none, test


@contextmanager
def policy(session, text):
    """The rules of text are in force."""
    session.register()
    session.installation.add_configuration(text)
    try:
        yield
    finally:
        session.installation.configure()


def crash_without_report(session, program, *arguments):
    """Crashes a program that gets no report; the log's lines about it."""
    session.register()
    log = session.log
    session.expect_settled()
    before = len(log.lines())
    reports = settled.extras(session.installation)
    crash = session.record(program, *arguments)
    session.expect_settled()
    expect_equal(settled.extras(session.installation), reports, "the reports")
    spooled = [name for name in os.listdir(session.installation.spool) if name[0] != "."]
    expect_equal(spooled, [], "the spool")
    return [line for line in log.lines()[before:] if f"(pid {crash.pid}," in line]


@cases(ignore=("ignore", "ignored"), count=("count", "counted only"))
def test_policy_action(session, case):
    """No report, and one line that says why."""
    action, words = case
    with policy(session, f'[Policy "mine"]\nexe=*/abort_call\naction={action}\n'):
        lines = crash_without_report(session, "abort_call")
    expect_equal(len(lines), 1, "the number of lines in the kernel log")
    for part in ("abort_call", "SIGABRT", words, 'policy "mine"'):
        expect(part in lines[0], f"no {part} in {lines[0]!r}")


@test
def test_policy_action_of_all(session):
    with policy(session, "[Policy]\naction=count\n"):
        lines = crash_without_report(session, "segv_threads", 2, 4)
    expect("SIGSEGV: counted only, by policy" in lines[0], f"the line is {lines[0]!r}")


@test
def test_policy_action_mini(session):
    with policy(session, '[Policy "kept"]\naction=mini\n[Policy]\naction=ignore\n'):
        crash = session.crash("segv_threads", 8, 64)
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    expect_equal(crash.extra.get("Policy"), "kept", "Policy")


@test
def test_policy_action_small(session):
    """Who died, and the crashing thread with its registers and its stack."""
    with policy(session, '[Policy "brief"]\naction=small\n'):
        crash = session.crash("segv_threads", 8, 64)
    expect_equal(crash.extra.get("Policy"), "brief", "Policy")
    # That the modules' headers are missing comes with it.
    expect_equal([(error["code"], error["subject"]) for error in crash.soft_errors][:1],
                 [("policy", "small")], "the soft errors")
    expect_equal([thread.tid for thread in crash.dump.threads], [crash.truth.tid], "the threads")
    for key, true in (("Signal", "SIGSEGV"), ("Executable", crash.truth.links["exe"]),
                      ("SignalCodeNumber", str(crash.truth.code))):
        expect_equal(crash.extra.get(key), true, key)
    registers = crash.truth.crashing_thread.registers
    expect_equal(crash.dump.contexts[crash.truth.tid].gprs["rbx"], registers["rbx"], "rbx")
    stack = registers["rsp"]
    expect_equal(crash.dump.memory_at(stack, 4096), crash.truth.read(stack, 4096), "the stack")


def matching(exe):
    """For each key, what matches the crash of a program by SIGABRT, and what does not."""
    with open("/proc/self/cgroup", encoding="utf-8") as file:
        cgroup = file.readline().rstrip("\n").split(":", 2)[2]
    return {
        "exe": (exe, exe + "x"),
        "uid": ("0", "1-4294967295"),
        "signal": ("SEGV,SIGABRT", "SIGSEGV"),
        "cgroup": (cgroup, cgroup + "/nowhere"),
        "unit": (None, "nowhere-*.service"),
    }


@cases(exe="exe", uid="uid", signal="signal", cgroup="cgroup", unit="unit")
def test_policy_match(session, key):
    """A rule that does not match, for this key alone, before one that does."""
    match, mismatch = matching(session.crasher("abort_call"))[key]
    text = f'[Policy "wrong"]\nexe=*/abort_call\n{key}={mismatch}\naction=ignore\n'
    if key == "exe":
        text = f'[Policy "wrong"]\nexe={mismatch}\naction=ignore\n'
    text += '[Policy "right"]\n' + (f"{key}={match}\n" if match else "")
    with policy(session, text + '[Policy "last"]\naction=ignore\n'):
        crash = session.crash("abort_call")
    expect_equal(crash.extra.get("Policy"), "right", "Policy")
    expect_none(crash.problems())


@test
def test_policy_first_match_wins(session):
    with policy(session, '[Policy "one"]\nexe=*/abort_call\n[Policy "two"]\nexe=*\n'
                         'action=ignore\n'):
        crash = session.crash("abort_call")
    expect_equal(crash.extra.get("Policy"), "one", "Policy")


@test
def test_policy_broken_section(session):
    """It is named, its actions are not taken, and crashes are still collected."""
    with policy(session, '[Policy "broken"]\nexee=/usr/bin/other\naction=ignore\n'
                         '[Policy "good"]\nuid=0\n'):
        crash = session.crash("abort_call")
    expect_equal(crash.extra.get("Policy"), "good", "Policy")
    errors = [(error["code"], error["subject"]) for error in crash.soft_errors]
    expect_equal(errors, [("configuration", "exee")], "the soft errors")
