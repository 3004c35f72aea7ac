# SPDX-License-Identifier: GPL-2.0-or-later
"""Names, paths, arguments and variables that hold anything: nothing is lost, nothing breaks out."""

import json
import os
import re
import shutil

import minidump_file as md
from tap import cases, expect, expect_equal, expect_none, test

# Python gives and takes bytes that are not UTF-8 as lone surrogates.
NAMES = {
    "blanks": " two  words ",
    "newline": "new\nline",
    "quotes": "q'uo\"te`s$(x)\\n%s",
    "escapes": "\x1b[31mred\x1b]0;title\x07\x7f",
    "not_utf8": "\udcff\udcfe\udcc3(",
    "deleted": "not (deleted)",
    "unicode": "ünï→𝄞",
}
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
LIMIT_CMDLINE = 64 << 10  # lib/capture/limits.h
MAX_STRING_UNITS = 1000  # lib/minidump/format.h


def copy_as(session, program, name):
    path = os.path.join(session.new_directory(), name)
    shutil.copy(session.crasher(program), path)
    return path


def expect_printed_safely(session, crash):
    """.extra is JSON in UTF-8; what goes to a terminal or a log holds no control characters."""
    with open(crash.file(".extra"), "rb") as file:
        json.loads(file.read().decode("utf-8", "strict"))
    for command in (("list",), ("info", crash.id)):
        shown = session.installation.ctl(*command)
        expect_equal(shown.returncode, 0, f"the exit status of {command[0]}")
        shown.stdout.encode("utf-8", "strict")
        found = CONTROLS.search(shown.stdout)
        expect(not found, f"{command[0]} prints {found}")
    shown = json.loads(session.installation.ctl("info", crash.id, "--json").stdout)
    expect(shown, "info --json prints nothing")
    session.expect_settled()
    lines = [line for line in session.log.lines() if crash.id in line]
    expect_equal(len(lines), 1, "the number of lines in the log")
    expect(not CONTROLS.search(lines[0]), f"the log has {lines[0]!r}")


def same_but_for_escapes(problem):
    """maps, the source of module names, shows a newline as \\012; the program's link does not."""
    return not problem.startswith("the first module is")


@cases(**NAMES)
def test_names_of_a_program(session, name):
    """Of its file, and with it comm; as argument; as value of a variable; as a thread's name."""
    session.guard()
    session.log.lines()
    path = copy_as(session, "abort_call", name)
    crash = session.crash(path, name, "", env={"PATH": "/bin", "TZ": name, "X": name})
    expect_none(filter(same_but_for_escapes, crash.problems()))
    expect_equal(crash.soft_errors, [], "the soft errors")
    arguments = crash.dump.stream(md.CMD_LINE).split(b"\0")
    expect_equal(arguments, [os.fsencode(path), os.fsencode(name), b"", b""], "the arguments")
    expect(b"TZ=" + os.fsencode(name) + b"\0" in crash.dump.stream(md.ENVIRON), "no TZ")
    expect_printed_safely(session, crash)


@test
def test_names_of_a_deleted_program(session):
    path = copy_as(session, "unlinked_program", "gone (deleted)")
    crash = session.crash(path)
    expect_none(crash.extra_problems())
    expect_equal(crash.extra["Executable"], f"{path} (deleted)", "the program")
    expect_equal(crash.dump.modules[0].name, path, "the first module")
    expect(crash.dump.modules[0].build_id, "its build-id is not taken from memory")
    expect_printed_safely(session, crash)


@test
def test_names_of_4095_bytes(session):
    """The longest path that a program can be started by."""
    directory = session.new_directory()
    while len(directory) < 4095 - 2 * 201:
        directory += "/" + "d" * 200
    path = directory + "/" + "d" * (4095 - len(directory) - 202) + "/" + "p" * 200
    os.makedirs(os.path.dirname(path), exist_ok=True)
    shutil.copy(session.crasher("abort_call"), path)
    expect_equal(len(path), 4095, "the path's length")
    crash = session.crash(path, cwd="/")
    expect_none(crash.extra_problems())
    expect_equal(crash.extra["Executable"], path, "the program")
    expect_equal(crash.dump.modules[0].name, path[-MAX_STRING_UNITS:],
                 "the first module, as far as it fits")
    expect(crash.dump.modules[0].build_id, "its build-id")
    expect_printed_safely(session, crash)


@test
def test_names_of_100_kib_of_arguments(session):
    crash = session.crash("abort_call", *(f"{i:04}" + "x" * 95 for i in range(1024)))
    true = crash.truth.file("cmdline")
    expect(len(true) > 100 << 10, "the program has not got its arguments")
    shown = crash.dump.stream(md.CMD_LINE)
    expect(LIMIT_CMDLINE - 100 < len(shown) <= LIMIT_CMDLINE and true.startswith(shown),
           f"{len(shown)} bytes of arguments, not the first {LIMIT_CMDLINE}")
    expect_equal([(error["code"], error["subject"]) for error in crash.soft_errors],
                 [("too_large", "cmdline")], "the soft errors")
    expect_none(problem for problem in crash.problems() if "cmdline" not in problem)
    expect_printed_safely(session, crash)


@cases(none=("no_arguments",), empty_name=("/bin/bash", "-c", 'exec -a "" "$0"'))
def test_names_without_arguments(session, starter):
    session.log.lines()
    crash = session.crash(*starter, session.crasher("abort_call"))
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    expect_equal(crash.dump.stream(md.CMD_LINE), b"\0", "the arguments: the kernel's empty one")
    expect_printed_safely(session, crash)
