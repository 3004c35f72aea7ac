# SPDX-License-Identifier: GPL-2.0-or-later
"""The head of a 64-bit ELF core file: its notes in the kernel's order, read and made."""

import struct
from collections import namedtuple

PT_LOAD, PT_NOTE = 1, 4
ET_CORE, EM_X86_64 = 4, 62
NT_PRSTATUS, NT_PRFPREG, NT_PRPSINFO, NT_AUXV = 1, 2, 3, 6
NT_SIGINFO, NT_X86_XSTATE = 0x53494749, 0x202
PRSTATUS_SIZE, PRSTATUS_PID, PRSTATUS_REGISTERS = 336, 32, 112
PRPSINFO_SIZE, PAGE = 136, 4096

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


def encode_note(kind, description, name=b"CORE\0"):
    padded = name + bytes(-len(name) % 4)
    return (struct.pack("<III", len(name), len(description), kind) + padded + description
            + bytes(-len(description) % 4))


def encode_prstatus(thread, signal):
    data = bytearray(PRSTATUS_SIZE)
    struct.pack_into("<I", data, 0, signal)
    struct.pack_into("<H", data, 12, signal)
    struct.pack_into("<I", data, PRSTATUS_PID, thread.tid)
    struct.pack_into("<27Q", data, PRSTATUS_REGISTERS, *thread.registers.values())
    return bytes(data)


def encode_notes(truth):
    """As the kernel orders them: the process's own notes follow the first thread's status."""
    result = b""
    threads_in_order = sorted(truth.threads.values(), key=lambda t: t.tid != truth.tid)
    for thread in threads_in_order:
        result += encode_note(NT_PRSTATUS, encode_prstatus(thread, truth.signal))
        if thread.tid == truth.tid:
            result += encode_note(NT_PRPSINFO, bytes(PRPSINFO_SIZE))
            result += encode_note(NT_SIGINFO, truth.siginfo)
            result += encode_note(NT_AUXV, truth.file("auxv"))
        result += encode_note(NT_PRFPREG, thread.fpregs)
        result += encode_note(NT_X86_XSTATE, thread.xstate, b"LINUX\0")
    return result


def encode_head(truth):
    """ELF header, program headers and notes of the core that the kernel would dump."""
    count = 1 + len(truth.mappings)
    encoded, offset = encode_notes(truth), 64 + 56 * count
    headers = struct.pack("<IIQQQQQQ", PT_NOTE, 0, offset, 0, 0, len(encoded), 0, 4)
    data_offset = (offset + len(encoded) + PAGE - 1) & ~(PAGE - 1)
    for mapping in truth.mappings:
        size = mapping.end - mapping.start
        flags = sum(bit for bit, letter in ((4, "r"), (2, "w"), (1, "x"))
                    if letter in mapping.permissions)
        headers += struct.pack("<IIQQQQQQ", PT_LOAD, flags, data_offset, mapping.start, 0, size,
                               size, PAGE)
        data_offset += size
    elf = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", ET_CORE, EM_X86_64, 1, 0, 64, 0, 0, 64, 56, count, 0, 0, 0)
    return elf + headers + encoded
