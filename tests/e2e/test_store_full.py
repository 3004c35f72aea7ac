# SPDX-License-Identifier: GPL-2.0-or-later
"""Crashes on a disk that is full: each is told, old reports make room, the newest ones stay."""

import os

import settled
import small_store
from small_store import SmallStore
from tap import cases, expect, expect_equal, expect_none, test

PROGRAM = ("segv_threads", 4, 16)
CRASHES = 14


def expect_told(session, before, crashes):
    text = "\n".join(session.log.lines()[before:])
    expect_none(f"no word of process {crash.pid} in the log" for crash in crashes
                if f"pid {crash.pid}," not in text)


def expect_newest(session, crashes):
    """The first and the last of a signature are there, whole, and some between them are not."""
    kept = small_store.reports(session)
    pids = [crash.pid for crash in crashes]
    expect_equal(kept.get(pids[-1]), True, f"that the newest report has a minidump ({kept})")
    expect_equal(kept.get(pids[0]), True, f"that the first report has a minidump ({kept})")
    expect(len(kept) < len(pids), "no report was removed")
    expect_none(small_store.leftovers(session.installation))
    listed = session.installation.ctl("list", "--json")
    expect_equal(listed.stdout.count('"id"'), len(kept), "reports in the list")
    expect_equal(list(settled.problems_of_store(session.installation)), [], "problems")


FULL = {
    "bytes": ("size=1500k", {"keep_free": "1G", "keep_free_percent": "35%"}),
    "inodes": ("size=64m,nr_inodes=36", {"keep_free": "0", "keep_free_percent": "30%"}),
    "by_quota": ("size=64m", {"quota": "1M"}),
}


@cases(**FULL)
def test_store_full(session, case):
    options, limits = case
    with SmallStore(session, options, **limits):
        before = len(session.log.lines())
        crashes = [small_store.crash(session, *PROGRAM) for _ in range(CRASHES)]
        expect_told(session, before, crashes)
        expect_newest(session, crashes)


@test
def test_store_full_by_others(session):
    """A conversion that finds no space makes room for itself, and succeeds."""
    with SmallStore(session, "size=8m", keep_free_percent="0%") as store:
        before = len(session.log.lines())
        crashes = [small_store.crash(session, *PROGRAM) for _ in range(CRASHES)]
        expect_equal(len(small_store.reports(session)), CRASHES, "reports before")
        spooled = os.path.getsize(crashes_dump(session, crashes[-1]))
        store.leave_free(spooled // 2)
        crashes.append(small_store.crash(session, *PROGRAM))
        expect_told(session, before, crashes)
        kept = small_store.reports(session)
        expect_equal(kept.get(crashes[-1].pid), True, f"that the new report is whole ({kept})")
        expect(len(kept) < len(crashes), "no report was removed")
        expect_none(small_store.leftovers(session.installation))


def crashes_dump(session, crash):
    return next(f"{session.installation.pending}/{extra['ReportId']}.dmp"
                for extra in settled.extras(session.installation)
                if extra.get("ProcessId") == str(crash.pid))


@test
def test_store_full_of_newest(session):
    """What is the newest of its signature does not go for another that finds no room."""
    with SmallStore(session, "size=8m", keep_free="1G", keep_free_percent="10%") as store:
        before = len(session.log.lines())
        old = [small_store.crash(session, name) for name in ("divide", "abort_call", "null_call")]
        store.leave_free(0)
        new = small_store.crash(session, "breakpoint")
        expect_told(session, before, [*old, new])
        kept = small_store.reports(session)
        expect_equal([kept.get(crash.pid) for crash in old], [True] * 3, f"the old ones ({kept})")
        expect_none(small_store.leftovers(session.installation))


@test
def test_store_read_only(session):
    with SmallStore(session, "size=8m") as store:
        old = small_store.crash(session, "divide")
        store.remount("ro")
        before = len(session.log.lines())
        new = small_store.crash(session, "divide")
        expect_told(session, before, [new])
        expect_equal(small_store.reports(session), {old.pid: True}, "reports")
        listed = session.installation.ctl("list")
        expect_equal((listed.returncode, listed.stdout.count("divide")), (0, 2), "list")
        expect_equal(session.installation.ctl("vacuum", "--max-age=1ns").returncode, 1,
                     "exit status of vacuum")
        expect_equal(small_store.reports(session), {old.pid: True}, "reports after vacuum")
        store.remount("rw")
