# SPDX-License-Identifier: GPL-2.0-or-later
"""minidumpctl vacuum and du, the index behind them, and what others see of it."""

import json
import os
import subprocess

import rights
import settled
import small_store
from small_store import SmallStore
from tap import expect, expect_equal, test

PROGRAMS = ("divide", "abort_call")


def ctl(session, *arguments, status=0):
    result = session.installation.ctl(*arguments)
    expect_equal(result.returncode, status, f"exit status of {arguments} ({result.stderr})")
    return result.stdout


def ctl_json(session, *arguments):
    return json.loads(ctl(session, *arguments, "--json"))


def listed_pids(session):
    return [report["pid"] for report in ctl_json(session, "list")]


def six_crashes(session):
    return [small_store.crash(session, program).pid for _ in range(3) for program in PROGRAMS]


def index_file(session, name):
    return os.path.join(session.installation.state, "index", name)


def count_in_index(session):
    with open(index_file(session, "count"), encoding="ascii") as file:
        return int(file.read())


@test
def test_vacuum_keeps_the_newest(session):
    with SmallStore(session, "size=64m", keep_free_percent="0%"):
        pids = six_crashes(session)
        expect_equal(count_in_index(session), 6, "the count in the index")
        signatures = [extra["Signature"] for extra in settled.extras(session.installation)]
        expect_equal([signatures.index(s) for s in signatures], [0, 1, 0, 1, 0, 1], "groups")
        planned = ctl_json(session, "vacuum", "--dry-run", "--max-size=1")
        expect_equal([report["pid"] for report in planned], pids[:4], "what would go")
        expect_equal({report["reason"] for report in planned}, {"room"}, "reasons")
        expect_equal(listed_pids(session), pids[::-1], "reports after a dry run")
        smaller = sum(report["bytes"] for report in ctl_json(session, "du")) - 1
        gone = ctl_json(session, "vacuum", f"--max-size={smaller}")
        expect_equal([report["pid"] for report in gone], pids[2:3], "the oldest between")
        ctl(session, "vacuum", "--max-size=1")
        expect_equal(listed_pids(session), pids[:3:-1], "reports after vacuum")
        expect_equal(count_in_index(session), 2, "the count in the index")
        expect_equal(list(settled.problems_of_store(session.installation)), [], "problems")
        old = ctl_json(session, "vacuum", "--max-age=1ns")
        expect_equal({report["reason"] for report in old}, {"age"}, "reasons")
        expect_equal(listed_pids(session), [], "reports after all")


@test
def test_vacuum_usage(session):
    with SmallStore(session, "size=64m"):
        for arguments in (("--max-size=lots",), ("--max-age=old",), ("latest",)):
            ctl(session, "vacuum", *arguments, status=2)


@test
def test_du(session):
    with SmallStore(session, "size=64m"):
        six_crashes(session)
        pending = session.installation.pending
        true = sum(os.stat(os.path.join(pending, name)).st_blocks * 512
                   for name in os.listdir(pending))
        usage, = ctl_json(session, "du")
        expect_equal((usage["reports"], usage["bytes"]), (6, true), "the sum")
        for member, names in (("states", {"pending"}), ("users", {str(os.getuid())}),
                              ("executables", {session.crasher(p) for p in PROGRAMS})):
            expect_equal({group["name"] for group in usage[member]}, names, member)
            expect_equal(sum(group["bytes"] for group in usage[member]), true, f"bytes of {member}")
        expect_equal([group["reports"] for group in usage["signatures"]], [3, 3], "signatures")
        expect("6 reports take" in ctl(session, "du"), "no sum in the text")


@test
def test_index_is_a_cache(session):
    """Whatever becomes of it, the list is the same; and vacuum makes it again."""
    with SmallStore(session, "size=64m"):
        pids = six_crashes(session)
        with open(index_file(session, "all"), "rb") as file:
            text = file.read()
        for damaged in (b"", b"\0" * 4096, text[:700], text[:-5] + b"\xff\n", text * 2):
            with open(index_file(session, "all"), "wb") as file:
                file.write(damaged)
            expect_equal(listed_pids(session), pids[::-1], "reports with a damaged index")
        os.unlink(index_file(session, "all"))
        ctl(session, "delete", str(pids[0]))
        ctl(session, "vacuum")
        expect_equal(count_in_index(session), 5, "the count in the index")
        with open(index_file(session, "all"), "rb") as file:
            expect_equal(file.read().count(b"\n"), 5, "lines of the index")
        expect_equal(listed_pids(session), pids[:0:-1], "reports after vacuum")


@test
def test_list_of_a_user(session):
    """He sees his own, and how many there are of others."""
    def listing(*arguments):
        return subprocess.run(session.installation.ctl_command("list", *arguments),
                              user=rights.USER, group=rights.USER, extra_groups=[],
                              capture_output=True, text=True, check=False, timeout=60)

    with SmallStore(session, "size=64m"):
        program = rights.install(session, "plain")
        mine = rights.crash(session, [program])
        rights.crash(session, [program], rights.OTHER, rights.OTHER)
        rights.crash(session, [program], 0, 0)
        result = listing("--json")
        expect_equal(result.returncode, 0, f"exit status of list ({result.stderr})")
        expect_equal([report["pid"] for report in json.loads(result.stdout)], [mine], "his list")
        result = listing()
        expect("2 reports of others are not shown." in result.stderr, f"{result.stderr!r}")
        for name in ("all", "usage", str(rights.OTHER)):
            expect(not rights.can_open(index_file(session, name), rights.USER), f"reads {name}")
        ctl(session, "delete", str(mine))
        expect_equal(json.loads(listing("--json").stdout), [], "his list after a deletion")
        expect(not os.path.exists(index_file(session, str(rights.USER))), "his file is left")
