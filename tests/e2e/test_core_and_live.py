# SPDX-License-Identifier: GPL-2.0-or-later
"""One death, seen twice: the live capture, and the kernel's core of it converted, say the same of
all that a core can tell."""

import os

import settled
import stand_in
from tap import cases, expect_equal, expect_none, test
from test_core_files import Converted, hide_strings

CRASHES = {
    "threads": ("segv_threads", 8, 64),
    "static": ("segv_threads_static", 3, 16),
    "main_gone": ("main_gone",),
    "abort": ("abort_call",),
    "i386": ("segv_threads_i386", 3, 8),
}
VSYSCALL = 0xFFFFFFFFFF600000  # no mapping of the process: it has no program header


def crash_twice(session, *crasher):
    """(crash, path of the copy of its core)."""
    session.register()
    stand_in.put(session, "tee_core")
    try:
        crash = session.record(*crasher)
        crash.wait(60)
        settled.wait_for_processes(session.installation)
    finally:
        session.register()
    return crash, session.installation.path("core")


def differing_contexts(live, core):
    for tid, context in live.contexts.items():
        other = core.contexts.get(tid)
        if other is None or context.gprs != other.gprs or context.fxsave != other.fxsave or (
                context.eflags, context.segments) != (other.eflags, other.segments) or (
                context.components != other.components):
            yield f"thread {tid} has other registers in the core"


def differing_stacks(live, core, strings):
    """Up to the strings above the first thread's stack, of which a core does not tell which are
    the environment's."""
    for thread in live.threads:
        start, size = thread.stack.start, thread.stack.size
        if start < strings < start + size:
            size = strings - start
        stack = live.memory_at(start, size) if size else None
        if size and (stack is None or core.memory_at(start, size) != stack):
            yield f"thread {thread.tid} has another stack in the core"


def modules_of(dump):
    return [(module.base, module.name, module.build_id) for module in dump.modules]


def mappings_of(dump):
    return [(info.base, info.size, info.protect) for info in dump.memory_info
            if info.base != VSYSCALL]


def exception_of(dump):
    exception = dump.exception
    return (exception.tid, exception.code, exception.flags, exception.address,
            exception.parameters)


@cases(**CRASHES)
def test_core_and_live(session, crasher):
    crash, path = crash_twice(session, *crasher)
    expect_none(crash.problems())
    crash, path = hide_strings(crash, path)
    converted = Converted(session, path)
    os.unlink(path)
    live, core = crash.dump, converted.dump
    expect_equal(sorted(core.contexts), sorted(live.contexts), "threads in the core")
    expect_none(differing_contexts(live, core))
    expect_none(differing_stacks(live, core, crash.truth.environment[0]))
    expect_equal(modules_of(core), modules_of(live), "modules in the core")
    expect_equal(exception_of(core), exception_of(live), "the exception in the core")
    expect_equal(mappings_of(core), mappings_of(live), "mappings in the core")
    expect_none(converted.problems(crash.truth))
