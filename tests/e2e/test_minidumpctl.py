# SPDX-License-Identifier: GPL-2.0-or-later
"""minidumpctl on real reports."""

import json
import os

from tap import cases, expect, expect_equal, test

FIELDS = ("id time pid tid uid gid exe comm signal code address where state minidump "
          "extra").split()


def ctl(session, *arguments, status=0):
    result = session.installation.ctl(*arguments)
    expect_equal(result.returncode, status,
                 f"exit status of minidumpctl {' '.join(arguments)} ({result.stderr.strip()})")
    return result.stdout


def shared(session):
    return session.shared_crash("segv_threads", 8, 64)


@test
def test_list_json(session):
    crash = shared(session)
    reports = json.loads(ctl(session, "list", "--json"))
    report = next(r for r in reports if r["id"] == crash.id)
    for field in FIELDS:
        expect(field in report, f"no {field} in {report}")
    truth = crash.truth
    for field, true in (("pid", truth.pid), ("tid", truth.tid), ("uid", os.getuid()),
                        ("gid", os.getgid()), ("exe", truth.links["exe"]),
                        ("signal", "SIGSEGV"), ("code", "SEGV_MAPERR"), ("address", "0x5e60"),
                        ("minidump", crash.dmp), ("extra", crash.file(".extra")),
                        ("state", "pending")):
        expect_equal(report[field], true, f"{field} of the report")
    ids = [r["id"] for r in reports]
    expect_equal(ids, sorted(ids, reverse=True), "the order of ids")


@test
def test_list_says_where(session):
    crash = shared(session)
    report = json.loads(ctl(session, "info", crash.id, "--json"))
    report = report[0] if isinstance(report, list) else report
    ip = crash.truth.crashing_thread.instruction_pointer
    module = next(m for m in crash.truth.modules if m.base <= ip < m.end)
    where = f"{os.path.basename(module.path)}+{ip - module.base:#x}"
    expect_equal(report["where"], where, "where it crashed")
    expect_equal(crash.extra["WhereOffset"], f"{ip - module.base:#x}", "WhereOffset")
    expect_equal(crash.extra["WhereBuildId"], module.build_id.hex(), "WhereBuildId")
    expect("known_registers_fault_at" in ctl(session, "info", crash.id), "no symbol in info")


@test
def test_info_text(session):
    crash = shared(session)
    text = ctl(session, "info", crash.id)
    for part in (crash.id, "SIGSEGV", "SEGV_MAPERR", "0x5e60", crash.truth.links["exe"],
                 str(crash.pid)):
        expect(part in text, f"no {part} in info:\n{text}")


@cases(id=lambda crash: crash.id, prefix=lambda crash: crash.id[:-4],
       pid=lambda crash: str(crash.pid))
def test_path_by(session, select):
    crash = session.crash("divide")
    expect_equal(ctl(session, "path", select(crash)), crash.dmp + "\n", "the path")
    expect_equal(ctl(session, "path", "--extra", select(crash)), crash.file(".extra") + "\n",
                 "the path of the .extra")


@test
def test_path_of_the_latest(session):
    first, second = session.crash("divide"), session.crash("abort_call")
    expect_equal(ctl(session, "path", "latest"), second.dmp + "\n", "path latest")
    expect_equal(ctl(session, "path", "@-1").strip(), second.dmp, "path @-1")
    expect_equal(ctl(session, "path", "@-2").strip(), first.dmp, "path @-2")


@test
def test_delete(session):
    crash, other = session.crash("divide"), session.crash("divide")
    ctl(session, "delete", crash.id)
    expect(not os.path.exists(crash.dmp) and not os.path.exists(crash.file(".extra")),
           "the deleted report is still there")
    expect(os.path.exists(other.dmp), "another report was deleted too")
    ctl(session, "info", crash.id, status=1)
    ctl(session, "delete", crash.id, status=1)


@test
def test_list_of_nothing(session):
    shared(session)
    empty = session.installation.path("empty")
    for name in ("spool", "pending", "submitted"):
        os.makedirs(os.path.join(empty, name), exist_ok=True)
    result = session.installation.call("minidumpctl", "list", "--json", f"--directory={empty}")
    expect_equal((result.returncode, json.loads(result.stdout)), (0, []), "an empty list")


@test
def test_usage_errors(session):
    shared(session)
    for arguments in (("list", "--jsno"), ("lisst",), ("info", "--frobnicate")):
        result = session.installation.call("minidumpctl", *arguments)
        expect_equal(result.returncode, 2, f"exit status of minidumpctl {arguments}")
        expect(result.stderr and not result.stdout, f"minidumpctl {arguments} says it on stdout")
    suggestion = session.installation.call("minidumpctl", "list", "--jsno").stderr
    expect("--json" in suggestion, f"no suggestion in {suggestion!r}")


@test
def test_help_and_version(session):
    shared(session)
    for arguments in (("--help",), ("--version",), ("help", "list"), ("list", "--help"),
                      ("info", "--help"), ("path", "--help"), ("delete", "--help")):
        result = session.installation.call("minidumpctl", *arguments)
        expect(result.returncode == 0 and result.stdout and not result.stderr,
               f"minidumpctl {' '.join(arguments)}: {result}")
