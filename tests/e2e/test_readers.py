# SPDX-License-Identifier: GPL-2.0-or-later
"""Readers of minidumps that others wrote show what the process was."""

import read_by_breakpad
import read_by_lldb
import read_by_obj2yaml
from tap import cases, expect_none

CRASHES = {
    "threads": ("segv_threads", 8, 64),
    "abort": ("abort_call",),
    "divide": ("divide",),
    "overflow": ("stack_overflow",),
    "static": ("segv_threads_static", 3, 16),
    "main_gone": ("main_gone",),
}
# Where a stackwalker with the program's symbols must say that it crashed.
TOP_FUNCTIONS = {
    ("segv_threads", 8, 64): "known_registers_fault_at",
    ("divide",): "main",
    ("stack_overflow",): "descend",
    ("main_gone",): "known_registers_fault_at",
}


@cases(**CRASHES)
def test_lldb_shows(session, crasher):
    crash = session.shared_crash(*crasher)
    expect_none(read_by_lldb.check(crash.dmp, crash.truth))


@cases(**CRASHES)
def test_minidump_dump_shows(session, crasher):
    crash = session.shared_crash(*crasher)
    expect_none(read_by_breakpad.check_dump(crash.dmp, crash.truth))


@cases(**CRASHES)
def test_minidump_stackwalk_shows(session, crasher):
    crash = session.shared_crash(*crasher)
    expect_none(read_by_breakpad.check_walk(crash.dmp, crash.truth))


@cases(threads=("segv_threads", 8, 64), divide=("divide",), overflow=("stack_overflow",),
       main_gone=("main_gone",))
def test_minidump_stackwalk_names_the_function_of(session, crasher):
    crash = session.shared_crash(*crasher)
    symbols = session.installation.path("symbols")
    read_by_breakpad.make_symbols(session.crasher(crasher[0]), symbols)
    expect_none(read_by_breakpad.check_walk(crash.dmp, crash.truth, symbols,
                                            TOP_FUNCTIONS[crasher]))


@cases(**CRASHES)
def test_obj2yaml_shows(session, crasher):
    crash = session.shared_crash(*crasher)
    expect_none(read_by_obj2yaml.check(crash.dmp, crash.truth))
