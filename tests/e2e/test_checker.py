# SPDX-License-Identifier: GPL-2.0-or-later
"""The checker itself: it accepts a dump made from the truth, and sees each change in it."""

import struct

import amd64_context as amd64
import compare_truth
import minidump_file as md
import minidump_rules
import read_by_breakpad
import read_by_lldb
import read_by_obj2yaml
import sample_minidump
import truth_machines
import x86_context as x86
from tap import cases, expect, expect_equal, expect_none, test

MACHINES = {"amd64": "segv_threads", "i386": "segv_threads_i386"}


def sample(session, crasher="segv_threads"):
    crash = session.record(crasher, 3, 16)
    return crash.truth, sample_minidump.build(crash.truth)


def problems_of(data, truth):
    dump = md.Minidump(bytes(data))
    return [*minidump_rules.check(dump), *compare_truth.compare(dump, truth)]


def entry_offset(dump, kind):
    """The file offset of a stream's directory entry."""
    return 32 + 12 * [entry[0] for entry in dump.directory].index(kind)


def amd64_changes():
    yield "rax", 120, b"\x01"
    yield "r15", 247, b"\x77"
    yield "rip", 248, b"\xff"
    yield "eflags", amd64.EFLAGS_OFFSET, b"\xff"
    yield "cs", 56, b"\x00"
    yield "mxcsr", amd64.MXCSR_OFFSET, b"\x00"
    yield "xmm5", amd64.FXSAVE_OFFSET + 160 + 5 * 16, b"\xfe\xfe"
    yield "ymm15", 0x550 + 255, b"\xfd"
    yield "context flags", 48, b"\x00"


def x86_changes():
    for name, offset in {**x86.GPR_OFFSETS, **x86.SEGMENT_OFFSETS}.items():
        yield name, offset + 1, b"\xa5"
    yield "eflags", x86.EFLAGS_OFFSET, b"\xff"
    yield "st0", x86.FLOAT_SAVE_OFFSET + 28 + 9, b"\x5a"
    yield "mxcsr", x86.FXSAVE_OFFSET + x86.FXSAVE_MXCSR, b"\x00"
    yield "xmm7", x86.FXSAVE_OFFSET + x86.FXSAVE_XMM + 7 * 16, b"\xfe\xfe"
    yield "context flags", 0, b"\x00\x00\x10"


def changes(dump):
    """(what, offset, bytes): each makes the dump wrong in one place."""
    context = dump.threads[1].context.rva
    thread = dump.streams[md.THREAD_LIST].rva + 4
    module = dump.streams[md.MODULE_LIST].rva + 4
    exception = dump.streams[md.EXCEPTION].rva
    memory = dump.streams[md.MEMORY_LIST].rva + 4
    name = struct.unpack_from("<Q", dump.stream(md.THREAD_NAMES), 8)[0]
    yield "signature", 0, b"X"
    yield "stream count", 8, struct.pack("<I", len(dump.directory) - 1)
    yield "stream outside of the file", entry_offset(dump, md.MAPS) + 8, b"\xff\xff\xff\x7f"
    yield "stream listed twice", entry_offset(dump, md.MAPS), struct.pack("<I", md.AUXV)
    in_context = x86_changes if dump.system_info.architecture == 0 else amd64_changes
    yield from ((what, context + offset, patch) for what, offset, patch in in_context())
    yield "thread id", thread + 48, struct.pack("<I", 1)
    yield "stack address", thread + 24, bytes([dump.data[thread + 24] ^ 0x08])
    yield "stack size", thread + 32, b"\xff\xff\xff\x0f"
    yield "no context", thread + 40, bytes(8)
    yield "thread name", name + 4, b"X"
    yield "thread name's length", name, struct.pack("<I", 3)
    yield "module base", module, b"\x10"
    yield "module size 0", module + 8, bytes(4)
    yield "build-id", dump.streams[md.MODULE_LIST].rva - 1, None
    yield "exception thread", exception, bytes(4)
    yield "exception code", exception + 8, b"\x06"
    yield "exception flags", exception + 12, b"\x02"
    yield "exception address", exception + 24, b"\x61"
    yield "exception context", exception + 160, bytes(8)
    yield "memory overlaps", memory + 16, struct.pack("<Q", dump.memory[0].start)
    yield "memory of no size", memory + 8, bytes(4)
    yield "memory's bytes", dump.memory[0].rva + 20, b"\xa5\x5a"
    yield "maps without newline", (dump.streams[md.MAPS].rva + dump.streams[md.MAPS].size - 1), b" "
    yield "auxv", dump.streams[md.AUXV].rva + 8, b"\x99\x99"
    yield "pid", dump.streams[md.MISC_INFO].rva + 8, bytes(4)
    yield "handles", dump.streams[md.HANDLE_DATA].rva + 16, b"\x63"
    yield "memory info", dump.streams[md.MEMORY_INFO_LIST].rva + 16 + 24, b"\x01"


@cases(**MACHINES)
def test_checker_accepts_the_truth(session, crasher):
    truth, data = sample(session, crasher)
    expect_equal(truth.machine, truth_machines.of_architecture(0 if "i386" in crasher else 9),
                 "the machine")
    expect_equal(problems_of(data, truth), [], "what the checker says of a right dump")


@cases(**MACHINES)
def test_checker_sees_every_change(session, crasher):
    truth, data = sample(session, crasher)
    for what, offset, patch in changes(md.Minidump(data)):
        changed = bytearray(data)
        if patch is None:  # The last byte of a build-id: found by its record.
            build_id = md.Minidump(data).modules[1].build_id
            offset, patch = data.index(build_id), bytes([build_id[0] ^ 1])
        changed[offset : offset + len(patch)] = patch
        expect(changed != data, f"{what}: the test changes nothing")
        expect(problems_of(changed, truth), f"{what} was changed, and nobody noticed")


@test
def test_checker_sees_every_cut(session):
    truth, data = sample(session)
    for size in range(0, len(data), len(data) // 97):
        expect(problems_of(data[:size], truth), f"cut at {size}, and nobody noticed")


@cases(**MACHINES)
def test_readers_agree_with_the_truth(session, crasher):
    truth, data = sample(session, crasher)
    path = session.installation.path("sample.dmp")
    with open(path, "wb") as file:
        file.write(data)
    for check in (read_by_lldb.check, read_by_breakpad.check_dump, read_by_breakpad.check_walk,
                  read_by_obj2yaml.check):
        expect_none(check(path, truth))


@test
def test_readers_comparison_can_fail(session):
    """A dump of one crash, compared with the record of another."""
    _truth, data = sample(session)
    other, _data = sample(session)
    path = session.installation.path("sample.dmp")
    with open(path, "wb") as file:
        file.write(data)
    for check in (read_by_lldb.check, read_by_breakpad.check_dump, read_by_breakpad.check_walk,
                  read_by_obj2yaml.check):
        expect(check(path, other), f"{check.__module__} does not see a difference")
