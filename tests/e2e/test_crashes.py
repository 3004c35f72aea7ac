# SPDX-License-Identifier: GPL-2.0-or-later
"""A crash from the kernel to a minidump: everything in it is what it was in the process."""

import os

from tap import cases, expect, expect_equal, expect_none, test

GPRS = ("rax rbx rcx rdx rsi rdi rbp r8 r9 r10 r11 r12 r13 r14 r15").split()
FAULT_ADDRESS = 0x5E60


def known_gpr(thread, name):
    """tests/crashers/shared/known_registers.h."""
    return 0x5EC0 << 48 | thread << 16 | GPRS.index(name)


def known_vector(thread, register):
    return bytes((thread * 7 + register * 32 + k) % 251 for k in range(32))


@cases(of_one_thread=("segv_threads", 0, 4), of_nine_threads=("segv_threads", 8, 64),
       of_200_threads=("segv_threads", 200, 20), static=("segv_threads_static", 3, 16),
       static_pie=("segv_threads_static_pie", 3, 16),
       without_build_id=("segv_threads_no_build_id", 1, 8))
def test_crash(session, crasher):
    crash = session.crash(*crasher)
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    expect(os.WCOREDUMP(crash.status), "the kernel does not say that the core was dumped")


@test
def test_crash_of_1000_threads(session):
    crash = session.crash("segv_threads", 1000, 8)
    expect_none(crash.problems())
    expect_equal(len(crash.dump.threads), 1001, "the number of threads")


@test
def test_crash_has_known_registers(session):
    """Not what the recorder says, but what the program's source says."""
    crash = session.shared_crash("segv_threads", 8, 64)
    context = crash.dump.contexts[crash.truth.tid]
    expect_equal(context.gprs["rax"], FAULT_ADDRESS, "rax")
    for name in GPRS[1:]:
        expect_equal(context.gprs[name], known_gpr(0, name), name)
    check_vectors(context, 0)
    workers = {name: tid for tid, name in crash.dump.thread_names.items()}
    for number in range(1, 9):
        context = crash.dump.contexts[workers[f"worker-{number}"]]
        for name in ("rbx", "rbp", "r12", "r13", "r14", "r15"):
            expect_equal(context.gprs[name], known_gpr(number, name), f"worker {number}'s {name}")
        check_vectors(context, number)


def check_vectors(context, thread):
    with open("/proc/cpuinfo", encoding="ascii") as file:
        width = 32 if " avx " in file.read() else 16
    for register in range(16):
        expect_equal(context.ymm(register)[:width], known_vector(thread, register)[:width],
                     f"ymm{register} of thread {thread}")


@test
def test_crash_stack_has_its_pattern(session):
    crash = session.shared_crash("segv_threads", 8, 64)
    for thread in crash.dump.threads:
        stack = crash.dump.data[thread.stack.rva : thread.stack.rva + thread.stack.size]
        # Each 4 KiB frame has the size still to go above its index: 64, 60, ... 4 KiB. The budget
        # of 64 KiB leaves out the outermost.
        for kib in range(4, 57, 4):
            words = b"".join((0x57AC << 48 | kib << 16 | i).to_bytes(8, "little")
                             for i in range(8, 500))
            expect(words in stack, f"thread {thread.tid}: no frame of {kib} KiB in its stack")


@test
def test_crash_order(session):
    """Readers take the first thread and the first module for what matters."""
    crash = session.shared_crash("segv_threads", 8, 64)
    expect_equal(crash.dump.threads[0].tid, crash.truth.tid, "the first thread")
    expect_equal(crash.dump.modules[0].name, crash.truth.links["exe"], "the first module")


@test
def test_crash_with_main_thread_gone(session):
    crash = session.crash("main_gone")
    expect_none(crash.problems())
    expect_equal(crash.extra["ThreadName"], "survivor", "the crashing thread's name")
    expect(crash.truth.pid not in crash.dump.contexts, "the gone main thread has registers")


@test
def test_crash_of_a_module_loaded_late(session):
    module = session.crasher("module_crash")
    crash = session.crash("dlopen_module", module)
    expect_none(crash.problems())
    expect_equal(crash.extra["WhereModule"], os.path.realpath(module), "where it crashed")


@test
def test_crash_of_a_deleted_module(session):
    """Its build-id and address are in memory, when the file is gone."""
    path = session.installation.path("gone.so")
    with open(session.crasher("module_crash"), "rb") as source, open(path, "wb") as copy:
        copy.write(source.read())
    os.chmod(path, 0o755)
    crash = session.crash("dlopen_module", path, "unlink")
    expect_none(crash.problems())
    expect_equal(crash.extra["WhereModule"].removesuffix(" (deleted)"), path, "where it crashed")


@test
def test_crash_leaves_nothing_behind(session):
    session.shared_crash("segv_threads", 8, 64)
    session.expect_settled()
