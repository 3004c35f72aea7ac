# SPDX-License-Identifier: GPL-2.0-or-later
"""What an ELF image in memory says of itself: read(address, size) gives bytes, or None."""

import struct
from collections import namedtuple

PT_LOAD, PT_NOTE = 1, 4
NT_GNU_BUILD_ID = 3


# By EI_CLASS: sizes of the ELF header and of a program header; where e_phoff and e_phnum are; the
# fields of a program header in their order.
Layout = namedtuple("Layout", "header entry phoff phoff_format phnum entry_format fields")
LAYOUTS = {
    1: Layout(52, 32, 28, "<I", 44, "<8I", "type offset vaddr paddr filesz memsz flags align"),
    2: Layout(64, 56, 32, "<Q", 56, "<IIQQQQQQ",
              "type flags offset vaddr paddr filesz memsz align"),
}


def program_headers(read, base):
    """(type, vaddr, memsz, filesz, align) of each, or None if there is no ELF header at base."""
    identification = read(base, 5)
    if identification is None or identification[:4] != b"\x7fELF":
        return None
    layout = LAYOUTS[identification[4]]
    header = read(base, layout.header)
    offset, = struct.unpack_from(layout.phoff_format, header, layout.phoff)
    count, = struct.unpack_from("<H", header, layout.phnum)
    result = []
    for i in range(count):
        entry = read(base + offset + i * layout.entry, layout.entry)
        if entry is None:
            return None
        values = dict(zip(layout.fields.split(), struct.unpack(layout.entry_format, entry)))
        result.append(tuple(values[name] for name in ("type", "vaddr", "memsz", "filesz", "align")))
    return result


def bias_and_end(headers, base):
    """What to add to a virtual address, and the address behind the last loaded byte."""
    loads = [(vaddr, memsz) for kind, vaddr, memsz, *_ in headers if kind == PT_LOAD]
    if not loads:
        return base, base
    bias = base - (min(loads)[0] & ~0xFFF)
    return bias, bias + max(vaddr + memsz for vaddr, memsz in loads)


def is_loaded(headers, size):
    """Whether a loader made the first mapping, of this size: it ends with the first segment. Who
    reads a file by mmap(2) maps more of it."""
    first = min(((vaddr, filesz) for kind, vaddr, _, filesz, _ in headers if kind == PT_LOAD),
                default=(0, 0))
    return size <= (first[0] % 0x1000 + first[1] + 0xFFF) & ~0xFFF


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
