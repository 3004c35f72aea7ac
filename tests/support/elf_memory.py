# SPDX-License-Identifier: GPL-2.0-or-later
"""What a 64-bit ELF image in memory says of itself: read(address, size) gives bytes, or None."""

import struct

PT_LOAD, PT_NOTE = 1, 4
NT_GNU_BUILD_ID = 3


def program_headers(read, base):
    """(type, vaddr, memsz, filesz, align) of each, or None if there is no ELF header at base."""
    header = read(base, 64)
    if header is None or header[:5] != b"\x7fELF\x02":
        return None
    offset, size, count = struct.unpack_from("<Q", header, 32)[0], *struct.unpack_from(
        "<HH", header, 54)
    result = []
    for i in range(count):
        entry = read(base + offset + i * size, 56)
        if entry is None:
            return None
        kind, _flags, _offset, vaddr, _paddr, filesz, memsz, align = struct.unpack(
            "<IIQQQQQQ", entry)
        result.append((kind, vaddr, memsz, filesz, align))
    return result


def bias_and_end(headers, base):
    """What to add to a virtual address, and the address behind the last loaded byte."""
    loads = [(vaddr, memsz) for kind, vaddr, memsz, *_ in headers if kind == PT_LOAD]
    if not loads:
        return base, base
    bias = base - (min(loads)[0] & ~0xFFF)
    return bias, bias + max(vaddr + memsz for vaddr, memsz in loads)


def build_id(read, headers, bias):
    """The bytes of the GNU build-id note; empty if there is none."""
    for kind, vaddr, _memsz, size, align in headers:
        notes = read(bias + vaddr, size) if kind == PT_NOTE else None
        if notes:
            found = find_build_id(notes, 8 if align == 8 else 4)
            if found:
                return found
    return b""


def find_build_id(notes, align):
    offset = 0
    while offset + 12 <= len(notes):
        name_size, size, kind = struct.unpack_from("<III", notes, offset)
        name = notes[offset + 12 : offset + 12 + name_size]
        start = (offset + 12 + name_size + align - 1) & ~(align - 1)
        if kind == NT_GNU_BUILD_ID and name == b"GNU\0":
            return notes[start : start + size]
        offset = (start + size + align - 1) & ~(align - 1)
    return b""
