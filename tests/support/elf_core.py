# SPDX-License-Identifier: GPL-2.0-or-later
"""The notes of a 64-bit ELF core file, in the kernel's order."""

import struct
from collections import namedtuple

PT_NOTE = 4
NT_PRSTATUS, NT_PRFPREG, NT_AUXV, NT_SIGINFO, NT_X86_XSTATE = 1, 2, 6, 0x53494749, 0x202
PRSTATUS_PID, PRSTATUS_REGISTERS = 32, 112

CoreThread = namedtuple("CoreThread", "tid notes")


def head_size(data):
    """How many bytes ELF header, program headers and notes take."""
    return max(offset + size for offset, size in note_segments(data))


def note_segments(data):
    phoff, = struct.unpack_from("<Q", data, 32)
    entry, count = struct.unpack_from("<HH", data, 54)
    for i in range(count):
        kind, _flags, offset, _vaddr, _paddr, size = struct.unpack_from(
            "<IIQQQQ", data, phoff + i * entry)
        if kind == PT_NOTE:
            yield offset, size


def notes(data):
    """(type, description) of each note."""
    for offset, size in note_segments(data):
        at, end = offset, offset + size
        while at + 12 <= end:
            name_size, size, kind = struct.unpack_from("<III", data, at)
            start = at + 12 + (name_size + 3 & ~3)
            yield kind, data[start : start + size]
            at = start + (size + 3 & ~3)


def threads(data):
    """A CoreThread for each NT_PRSTATUS, the crashing one first; notes: type to description."""
    result = []
    for kind, description in notes(data):
        if kind == NT_PRSTATUS:
            tid, = struct.unpack_from("<I", description, PRSTATUS_PID)
            result.append(CoreThread(tid, {}))
        if result:
            result[-1].notes[kind] = description
    return result
