# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel refuses /proc/PID/mem, as with Yama, of a process that is known to be the right one:
its memory comes from the core's stream, everything else from /proc."""

import os

import refused_memory
import stand_in
from tap import cases, expect, expect_equal, expect_none, test

CRASHES = {
    "one_thread": ("divide",),
    "threads": ("segv_threads", 8, 64),
    "many_threads": ("segv_threads", 200, 20),
    "static": ("segv_threads_static", 3, 16),
    "main_gone": ("main_gone",),
    "abort": ("abort_call",),
    "overflow": ("stack_overflow", 1024),
    "i386": ("segv_threads_i386", 3, 8),
}
PLACES = {name: ("dontdump_secret", name) for name in ("links", "heap", "stack", "file")}
PLACES["mapping"] = ("dontdump_secret",)
SECRET = bytes((37 * i + 11) % 256 for i in range(64))
NAME, VALUE = "REFUSED_MEMORY_TEST", "a value that nobody shall read"


def crash_refused(session, *crasher, **options):
    """The crash, and its report."""
    session.register()
    stand_in.put(session, "refuse_memory")
    try:
        crash = session.record(*crasher, **options)
        crash.wait(60)
        session.expect_settled()
        return crash
    finally:
        session.register()


@cases(**CRASHES)
def test_refused_memory_of(session, crasher):
    refused_memory.expect_from_core(crash_refused(session, *crasher))


@cases(**PLACES)
def test_refused_memory_with_secret(session, crasher):
    """Neither what is marked nor the environment is in it."""
    crash = crash_refused(session, *crasher, env={**os.environ, NAME: VALUE})
    # The linker's list ends in the secret, with "links".
    refused_memory.expect_from_core(crash, {"invalid_value"} if "links" in crasher else ())
    expect(crash.truth.secret_ranges, "nothing is marked")
    with open(crash.dmp, "rb") as file:
        data = file.read()
    expect(SECRET not in data, "the secret is in the minidump")
    expect(VALUE.encode() not in data, "a string of the environment is in the minidump")


@test
def test_refused_memory_of_dlopen(session):
    crash = crash_refused(session, "dlopen_module", session.crasher("module_crash"))
    refused_memory.expect_from_core(crash)


@test
def test_refused_memory_then_not(session):
    """The next crash is read as ever."""
    crash = session.crash("divide")
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
