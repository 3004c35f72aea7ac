# SPDX-License-Identifier: GPL-2.0-or-later
"""A rule's own budgets, where the collector's would allow more."""

import os
import signal
import time

import drive
import minidump_rules
import settled
from tap import expect, expect_equal, expect_none, test
from test_bad_stdin import head
from test_interrupted import children
from test_policy import policy

LONG = 20  # seconds, of the collector
SHORT = 1  # of the rule
MARGIN = 4


@test
def test_policy_budget_of_memory(session):
    """It bounds what is kept, and what is missing is told."""
    whole = session.shared_crash("segv_threads", 8, 64)
    with policy(session, '[Policy "little"]\nmemory=8K\n'):
        cut = session.crash("segv_threads", 8, 64)
    sizes = [sum(region.size for region in crash.dump.all_memory) for crash in (whole, cut)]
    expect(sizes[0] > 8192 >= sizes[1] > 4096, f"{sizes} bytes of memory")
    expect_none(minidump_rules.check(cut.dump))
    errors = [(error["code"], error["subject"]) for error in cut.soft_errors]
    expect(("too_large", "memory") in errors, f"the soft errors {errors}")


def begin(session):
    """The start of a core that the collector waits for the rest of."""
    data = head(session)[:100]
    settled.wait_for_processes(session.installation)
    session.empty_store()
    session.installation.configure(hold_timeout=f"{LONG}s", total_timeout=f"{LONG}s")
    return data


def start(session, victim, data):
    """A collector that gets data and then nothing."""
    argv = drive.arguments(session.installation.config, victim.pid)
    collector = drive.Collector(session.installation, argv, victim.pidfd)
    collector.feed(data)
    return collector


def expect_report(session, code):
    settled.wait_for_processes(session.installation)
    report, = settled.extras(session.installation)
    codes = settled.soft_error_codes(report)
    expect(code in codes, f"soft errors {codes}")
    expect_equal(report.get("Policy"), "quick", "Policy")


@test
def test_policy_budget_of_hold(session):
    """A core that stalls is hung up when the rule says."""
    data = begin(session)
    session.installation.add_configuration(
        f'[Policy "quick"]\nhold-timeout={SHORT}s\n')
    with drive.Victim() as victim:
        began = time.monotonic()
        collector = start(session, victim, data)
        collector.hung_up(SHORT + MARGIN)
        expect(time.monotonic() - began >= SHORT / 2, "the victim was not held at all")
        collector.wait(LONG)
    session.installation.configure()
    expect_report(session, "core_head_timeout")


@test
def test_policy_budget_of_all(session):
    """A worker that stops after the hang-up is given up when the rule says."""
    data = begin(session)
    session.installation.add_configuration(
        f'[Policy "quick"]\nhold-timeout={SHORT}s\ntotal-timeout={2 * SHORT}s\n')
    with drive.Victim() as victim:
        began = time.monotonic()
        collector = start(session, victim, data)
        worker = None
        while not worker:
            worker = next(iter(children(collector.pid)), None)
        collector.hung_up(SHORT + MARGIN)
        # It waits a moment for the end of its victim, which does not come.
        os.kill(worker, signal.SIGSTOP)
        collector.wait(2 * SHORT + MARGIN)
        expect(time.monotonic() - began < LONG / 2, "the supervisor waited for the worker")
    session.installation.configure()
    expect_report(session, "worker_died")
