# SPDX-License-Identifier: GPL-2.0-or-later
"""Very many threads."""

from tap import expect, expect_equal, expect_none, test

MAX_THREADS = 4096  # of the standard streams
MOST_STACK, LEAST_STACK = 16 << 20, 4 << 10


def expect_known_registers(crash, number):
    """What the program's source says, of one of its workers."""
    tid = next(tid for tid, name in crash.dump.thread_names.items() if name == f"worker-{number}")
    for i, name in ((1, "rbx"), (6, "rbp"), (11, "r12"), (14, "r15")):
        expect_equal(crash.dump.contexts[tid].gprs[name], 0x5EC0 << 48 | number << 16 | i,
                     f"worker {number}'s {name}")


@test
def test_threads_2000(session):
    crash = session.crash("segv_threads", 2000, 8)
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    expect_equal(len(crash.dump.threads), 2001, "the number of threads")
    for number in (1, 1000, 2000):
        expect_known_registers(crash, number)


@test
def test_threads_10000(session):
    """Readers take 4096; the others are in a stream of ours, with registers, and no stack."""
    crash = session.crash("segv_threads", 10_000, 4)
    expect_none(crash.problems())
    expect_equal(len(crash.dump.threads), MAX_THREADS, "the number in the standard stream")
    expect_equal(len(crash.dump.all_threads), 10_001, "the number of threads")
    expect_equal(crash.dump.threads[0].tid, crash.truth.tid, "the first thread")
    for number in (1, 5000, 10_000):
        expect_known_registers(crash, number)
    with_stack = [thread for thread in crash.dump.all_threads if thread.stack.size]
    expect(len(with_stack) >= MAX_THREADS, f"{len(with_stack)} threads have a stack")
    errors = [(error["code"], error["subject"], error["count"]) for error in crash.soft_errors]
    expect_equal(errors, [("too_many", "stacks", 10_001 - MAX_THREADS)], "the soft errors")
