# SPDX-License-Identifier: GPL-2.0-or-later
"""The truth recorder against the kernel: what it records is what the kernel then dumps."""

import os

import elf_core
import kernel_core
from tap import cases, expect, expect_equal


# Of the other threads, before Linux 5.16: they had let go of their memory, and with it of their
# thread pointer, before the kernel dumped (deactivate_mm() on x86).
CLEARED_BY_OLD_KERNELS = ("fs_base", "gs_base", "fs", "gs")


def kernel_is_older_than(major, minor):
    return tuple(map(int, os.uname().release.split(".")[:2])) < (major, minor)


def core_of(session, *crasher):
    """(crash, bytes of the kernel's core file)"""
    crash, path = kernel_core.record(session, *crasher)
    with open(path, "rb") as file:
        return crash, file.read()


@cases(threads=("segv_threads", 5, 32), abort=("abort_call",), main_gone=("main_gone",),
       killed=("killed_by_other", 11), static=("segv_threads_static", 2, 8))
def test_ground_truth_is_the_kernels(session, crasher):
    crash, core = core_of(session, *crasher)
    truth, threads = crash.truth, elf_core.threads(core)
    expect_equal(threads[0].tid, truth.tid, "the crashing thread")
    expect_equal(sorted(t.tid for t in threads), sorted(truth.threads), "the threads")
    notes = dict(reversed(list(elf_core.notes(core))))
    expect_equal(notes[elf_core.NT_SIGINFO], truth.siginfo, "siginfo")
    expect_equal(notes[elf_core.NT_AUXV].rstrip(b"\0"), truth.file("auxv").rstrip(b"\0"), "auxv")
    compare_thread(threads[0], truth.threads[threads[0].tid])
    cleared = CLEARED_BY_OLD_KERNELS if kernel_is_older_than(5, 16) else ()
    for thread in threads[1:]:
        compare_thread(thread, truth.threads[thread.tid], cleared)


def compare_thread(thread, true, cleared=()):
    registers = thread.notes[elf_core.NT_PRSTATUS][elf_core.PRSTATUS_REGISTERS:][: 27 * 8]
    shown = [int.from_bytes(registers[i : i + 8], "little") for i in range(0, 27 * 8, 8)]
    for (name, value), dumped in zip(true.registers.items(), shown):
        value = 0 if name in cleared else value
        expect(value == dumped, f"thread {thread.tid}: {name} is {value:#x}, the kernel dumped "
                                f"{dumped:#x}")
    expect(thread.notes[elf_core.NT_PRFPREG][:416] == true.fpregs[:416],
           f"thread {thread.tid}: floating-point registers differ")
    xstate = thread.notes.get(elf_core.NT_X86_XSTATE, b"")
    size = min(len(xstate), len(true.xstate))
    expect(xstate[:size] == true.xstate[:size], f"thread {thread.tid}: XSAVE state differs")
