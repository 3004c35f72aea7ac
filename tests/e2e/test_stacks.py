# SPDX-License-Identifier: GPL-2.0-or-later
"""Stacks: deep, overflown, on the heap, marked, nowhere."""

import resource

import read_by_lldb
from tap import cases, expect, expect_equal, expect_none, test

KIB, GIB = 1 << 10, 1 << 30
FRAME_TAG = 0x57AC  # tests/crashers/shared/parked_threads.c
TOP_OF_USER = 0x7FFFFFFFF000


def allow_stack(size):
    def allow():
        resource.setrlimit(resource.RLIMIT_STACK, (size, resource.RLIM_INFINITY))
    return allow


def expect_both_ends(crash, end):
    """What was called last and first: 256 KiB from the stack pointer, 64 KiB up to end."""
    sp = crash.truth.crashing_thread.registers["rsp"]
    bottom = crash.truth.first_readable_above(sp).start
    deep_end = crash.dump.memory_at(max(sp, bottom), 256 * KIB)
    expect(deep_end is not None, "the deep end is not whole")
    expect(crash.dump.memory_at(end - 48 * KIB, 48 * KIB) is not None, "the base is not whole")


@cases(of_1_mib=1024, of_8_mib=8192, of_1_gib=1 << 20)
def test_stack_overflow_in_main_thread(session, kib):
    crash = session.shared_crash("stack_overflow", kib)
    expect_none(crash.problems())
    expect_both_ends(crash, crash.truth.environment[0])


@test
def test_stack_overflow_in_thread(session):
    crash = session.shared_crash("stack_overflow", 1024, "thread")
    expect_none(crash.problems())
    sp = crash.truth.crashing_thread.registers["rsp"]
    expect_both_ends(crash, crash.truth.first_readable_above(sp).end)


@cases(main=("stack_overflow", 192), thread=("stack_overflow", 64, "thread"))
def test_stack_overflow_backtrace(session, crasher):
    """A stack that is kept whole leads LLDB to where it began."""
    crash = session.shared_crash(*crasher)
    expect_none(crash.problems())
    names = read_by_lldb.backtrace(crash.dmp)
    first = "descend_in_thread" if "thread" in crasher else "main"
    expect(names[:1] == ["descend"] and first in names, f"{len(names)} frames, {names[-3:]}")


@test
def test_stack_overflow_with_filter(session):
    """A coredump_filter of 0 hides an overflown stack no more than another."""
    crash = session.crash("stack_overflow", 1024, "filter")
    expect_none(crash.problems())
    expect_both_ends(crash, crash.truth.environment[0])


@test
def test_stack_of_1_gib_in_use(session):
    crash = session.crash("segv_threads", 0, GIB // KIB, preexec_fn=allow_stack(2 * GIB))
    expect_none(crash.problems())
    sp = crash.truth.crashing_thread.registers["rsp"]
    expect(crash.truth.environment[0] - sp > GIB, "it had less")
    expect_both_ends(crash, crash.truth.environment[0])
    frame = crash.dump.memory_at(sp, 64 * KIB)
    words = {frame[i : i + 8] for i in range(0, len(frame), 8)}
    for kib in (4, 8, 32):
        word = (FRAME_TAG << 48 | kib << 16 | 100).to_bytes(8, "little")
        expect(word in words, f"no frame with {kib} KiB to go")


@cases(nowhere="unmapped", at_zero="zero", at_the_last_address="last")
def test_stack_pointer(session, kind):
    """There is no stack, and all else is there; the frame pointer leads to what was the stack."""
    crash = session.crash("wild_stack", kind)
    expect_none(crash.problems())
    codes = [(error["code"], error["subject"]) for error in crash.soft_errors]
    expect_equal(codes, [("stack_unmapped", "wild_stack")], "the soft errors")
    frame = crash.truth.crashing_thread.registers["rbp"]
    expect(crash.dump.memory_at(frame, 64) is not None, "no memory at the frame pointer")
    expect(crash.dump.memory_at(crash.truth.environment[0] - 256, 256) is not None,
           "what was the stack is not whole")


@test
def test_stack_pointer_in_code(session):
    crash = session.crash("wild_stack", "code")
    expect_none(crash.problems())
    frame = crash.truth.crashing_thread.registers["rbp"]
    expect(crash.dump.memory_at(frame, 64) is not None, "no memory at the frame pointer")


@test
def test_stack_on_heap(session):
    crash = session.crash("wild_stack", "heap")
    expect_none(crash.problems())
    sp = crash.truth.crashing_thread.registers["rsp"]
    expect_equal(crash.truth.mapping_at(sp).path, "[heap]", "where the stack pointer is")
    expect(crash.dump.memory_at(sp, 1 * KIB) is not None, "no stack of the coroutine")
    expect_equal(read_by_lldb.backtrace(crash.dmp)[:1], ["coroutine"], "where LLDB sees it")


@test
def test_stack_at_the_end_of_the_address_space(session):
    crash = session.crash("wild_stack", "top")
    expect_none(crash.problems())
    sp = crash.truth.crashing_thread.registers["rsp"]
    expect(crash.dump.memory_at(sp, TOP_OF_USER - sp) is not None, "no memory up to the end")
    marker = crash.dump.memory_at(sp - 8, 8)
    expect_equal(marker, (0x5E60).to_bytes(8, "little"), "what the program pushed")
