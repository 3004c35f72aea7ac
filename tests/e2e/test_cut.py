# SPDX-License-Identifier: GPL-2.0-or-later
"""Intermediate dumps cut anywhere: refused before commit point 1, and from there on a minidump."""

import os
import random
import re
import subprocess

import minidump_rules
import read_by_lldb
import readers
import settled
import wait_for
from minidump_file import Minidump
from tap import cases, expect, expect_equal, expect_none, test

SMALL = ("abort_call",)
LARGE = {"threads": ("segv_threads", 40, 32), "descriptors": ("many_fds",),
         "stack": ("stack_overflow",)}
SECTIONS = ("segv_threads", 10, 32)
SMALLEST_FRAME = 64
N_CUTS = 300
SOFT_ERRORS = 0x4D7A0004
KEPT = {}


def intermediate(session, crasher):
    """(crash, path) of this program's intermediate dump."""
    if crasher not in KEPT:
        session.register()
        installation = session.installation
        settled.wait_for_processes(installation)
        session.empty_store()
        installation.configure(convert="no")
        try:
            crash = session.record(*crasher)
            name = wait_for.in_directories(
                lambda: next((n for n in os.listdir(installation.spool) if n.endswith(".idump")),
                             None), [installation.spool], 60, "an intermediate dump")
            settled.wait_for_processes(installation)
        finally:
            installation.configure()
        path = installation.path(name)
        os.rename(os.path.join(installation.spool, name), path)
        KEPT[crasher] = crash, path
    return KEPT[crasher]


class Cuts:
    """What each prefix of an intermediate dump comes to."""

    def __init__(self, session, path, sizes=()):
        self.directory = session.new_directory()
        tool = os.path.join(session.installation.build, "tests/e2e/convert_prefixes")
        result = subprocess.run([tool, path, self.directory, *map(str, sizes)], text=True,
                                capture_output=True, timeout=600, check=False)
        expect_equal(result.returncode, 0, f"the status of convert_prefixes ({result.stderr})")
        lines = [line.split() for line in result.stdout.splitlines()]
        self.refused = [int(size) for size, status, _name in lines if status != "0"]
        self.names = {int(size): name for size, status, name in lines if status == "0"}

    def path(self, name):
        return os.path.join(self.directory, name)

    def dumps(self):
        """(the first size, path) of each different minidump, the smallest first."""
        seen = set()
        for size in sorted(self.names):
            if self.names[size] not in seen:
                seen.add(self.names[size])
                yield size, self.path(self.names[size])


def expect_sound(cuts, whole_size):
    """Refused up to a size, then valid and more and more complete."""
    expect(cuts.names, "every prefix was refused")
    expect(max(cuts.refused, default=-1) < min(cuts.names),
           f"{max(cuts.refused, default=-1)} bytes are refused, {min(cuts.names)} are not")
    last_threads, crashed = 0, None
    for size, path in cuts.dumps():
        dump = Minidump.open(path)
        expect_none(f"cut at {size}: {problem}"
                    for problem in minidump_rules.check(dump, whole=False))
        told = b"dump_truncated" in (dump.stream(SOFT_ERRORS) or b"")
        expect_equal(told, size < whole_size, f"cut at {size}: a soft error says so")
        expect(len(dump.threads) >= last_threads, f"cut at {size}: fewer threads than before")
        last_threads = len(dump.threads)
        crashed = crashed or dump.exception.tid
        expect(crashed and dump.exception.tid == crashed, f"cut at {size}: who crashed?")
        expect(dump.exception_context is not None, f"cut at {size}: no registers")


@test
def test_cut_at_every_byte(session):
    """Of a small one."""
    _crash, path = intermediate(session, SMALL)
    whole_size = os.path.getsize(path)
    cuts = Cuts(session, path)
    expect_equal(len(cuts.refused) + len(cuts.names), whole_size + 1, "the number of cuts")
    expect_sound(cuts, whole_size)
    expect(len(list(cuts.dumps())) > 2, "all prefixes come to the same")


@cases(**LARGE)
def test_cut_anywhere(session, crasher):
    """Of larger ones: at 300 places, and around the end."""
    _crash, path = intermediate(session, crasher)
    whole_size, generator = os.path.getsize(path), random.Random(5)
    sizes = sorted({0, 1, whole_size - 1, whole_size,
                    *(generator.randrange(whole_size) for _ in range(N_CUTS))})
    expect_sound(Cuts(session, path, sizes), whole_size)


def section_boundaries(session):
    """The minidump of each run of prefixes that come to the same."""
    crash, path = intermediate(session, SECTIONS)
    if "boundaries" not in KEPT:
        size = os.path.getsize(path)
        sizes = [*range(0, size, SMALLEST_FRAME), size]
        KEPT["boundaries"] = Cuts(session, path, sizes)
    return crash, list(KEPT["boundaries"].dumps())


@test
def test_cut_shown_by_lldb(session):
    crash, dumps = section_boundaries(session)
    lldb = readers.find_lldb()
    expect(len(dumps) > 3, f"{len(dumps)} sections")
    for size, path in dumps:
        text = read_by_lldb.run(lldb, path, ["thread list", "register read rip"])
        stopped = re.search(r"\* thread #\d+: tid = (\d+).*stop reason = signal SIGSEGV", text)
        expect(stopped and int(stopped[1]) == crash.truth.tid, f"cut at {size}: LLDB says {text}")
        expect(re.search(r"rip = 0x[0-9a-f]+", text), f"cut at {size}: no registers in {text}")


@test
def test_cut_shown_by_breakpad(session):
    crash, dumps = section_boundaries(session)
    for size, path in dumps:
        status, text, err = readers.run(readers.find_breakpad("minidump_stackwalk"), "-m", path)
        expect_equal(status, 0, f"cut at {size}: minidump_stackwalk's exit status ({err[-300:]})")
        expect(re.search(r"^Crash\|SIGSEGV", text, re.MULTILINE),
               f"cut at {size}: minidump_stackwalk does not say how process {crash.pid} crashed")


@test
def test_cut_shown_by_obj2yaml(session):
    _crash, dumps = section_boundaries(session)
    for size, path in dumps:
        status, text, err = readers.run(readers.find_obj2yaml(), path)
        expect_equal(status, 0, f"cut at {size}: obj2yaml's exit status ({err[-300:]})")
        expect("Type:            Exception" in text, f"cut at {size}: no Exception")


@test
def test_cut_before_the_first_commit_is_reported(session):
    """By whoever drains the spool: the cut dump is kept, and the report says why it is empty."""
    _crash, path = intermediate(session, SMALL)
    installation = session.installation
    session.empty_store()
    with open(path, "rb") as file:
        data = file.read()
    stem = os.path.basename(path).removesuffix(".idump")
    for size in (0, 1, 63, 64, 72, 100, 500):
        part = os.path.join(installation.spool, f"{stem}.idump.part")
        with open(part, "wb") as file:
            file.write(data[:size])
        os.chown(part, 65534, 65534)
        result = installation.call("minidump-converter", f"--drain={installation.state}")
        expect_equal(result.returncode, 0, f"cut at {size}: the exit status ({result.stderr})")
        report, = settled.extras(installation)
        expect(report.get("NoDumpReason"), f"cut at {size}: no reason in {report}")
        failed = os.path.join(installation.spool, "failed", f"{stem}.idump")
        expect_equal(os.path.getsize(failed), size, f"cut at {size}: the size of what was kept")
        os.unlink(failed)
        os.rmdir(os.path.dirname(failed))
        session.empty_store()
