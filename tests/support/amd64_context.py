# SPDX-License-Identifier: GPL-2.0-or-later
"""The AMD64 thread context of a minidump: 1232 bytes, and XSAVE state behind them if there is any.

Offsets are those of Windows' CONTEXT and CONTEXT_EX, and of the XSAVE header (Intel SDM, volume 1,
chapter 13).
"""

import struct

SIZE = 1232
CPU_FLAG = 0x100000
CONTROL, INTEGER, SEGMENTS, FLOATING, DEBUG, XSTATE = 1, 2, 4, 8, 0x10, 0x40
KNOWN_FLAGS = CPU_FLAG | CONTROL | INTEGER | SEGMENTS | FLOATING | DEBUG | XSTATE

GPR_OFFSETS = {
    "rax": 120, "rcx": 128, "rdx": 136, "rbx": 144, "rsp": 152, "rbp": 160, "rsi": 168,
    "rdi": 176, "r8": 184, "r9": 192, "r10": 200, "r11": 208, "r12": 216, "r13": 224,
    "r14": 232, "r15": 240, "rip": 248,
}
SEGMENT_OFFSETS = {"cs": 56, "ds": 58, "es": 60, "fs": 62, "gs": 64, "ss": 66}
MXCSR_OFFSET = 52
EFLAGS_OFFSET = 68
FXSAVE_OFFSET = 256
FXSAVE_MXCSR = 24
FXSAVE_XMM = 160

CONTEXT_EX_SIZE = 24
XSAVE_HEADER_OFFSET = 0x510
XSAVE_HEADER_SIZE = 64
XSAVE_LEGACY_SIZE = 512
# Sizes of the components that may follow, in the order in which compacted state holds them. None
# of these asks for 64-byte alignment (CPUID 0xD, ECX bit 1).
COMPONENT_SIZES = {2: 256, 5: 64, 6: 512, 7: 1024, 9: 8, 11: 16}


class Amd64Context:
    """A decoded context. problems lists what a strict reader would object to."""

    vector_flags = FLOATING
    extensible = tuple(COMPONENT_SIZES)
    float_save = b""  # What the x87 has is in FXSAVE state only.

    def __init__(self, data):
        self.problems = []
        self.components = {}
        self.data = data
        if len(data) < SIZE:
            self.problems.append(f"{len(data)} bytes, at least {SIZE} are needed")
            self.data = data.ljust(SIZE, b"\0")
        self.flags = self._u32(48)
        self.gprs = {name: self._u64(offset) for name, offset in GPR_OFFSETS.items()}
        self.segments = {name: struct.unpack_from("<H", self.data, offset)[0]
                         for name, offset in SEGMENT_OFFSETS.items()}
        self.eflags = self._u32(EFLAGS_OFFSET)
        self.mxcsr = self._u32(MXCSR_OFFSET)
        self.fxsave = self.data[FXSAVE_OFFSET : FXSAVE_OFFSET + XSAVE_LEGACY_SIZE]
        self._check_flags(len(data))
        if self.flags & XSTATE:
            self._read_xstate()

    def _u32(self, offset):
        return struct.unpack_from("<I", self.data, offset)[0]

    def _u64(self, offset):
        return struct.unpack_from("<Q", self.data, offset)[0]

    def _check_flags(self, size):
        if self.flags & ~KNOWN_FLAGS or not self.flags & CPU_FLAG:
            self.problems.append(f"flags {self.flags:#x}: readers reject them")
        if not self.flags & XSTATE and size != SIZE:
            self.problems.append(f"{size} bytes without the XSTATE flag, must be {SIZE}")
        if self.flags & FLOATING:
            legacy = struct.unpack_from("<I", self.fxsave, FXSAVE_MXCSR)[0]
            if legacy != self.mxcsr:
                self.problems.append(f"mx_csr {self.mxcsr:#x} differs from FXSAVE's {legacy:#x}")

    def _read_xstate(self):
        size = len(self.data)
        if size < XSAVE_HEADER_OFFSET + XSAVE_HEADER_SIZE:
            self.problems.append("XSTATE flag, but no room for the XSAVE header")
            return
        pairs = struct.unpack_from("<iIiIiI", self.data, SIZE)
        whole, legacy, xstate = pairs[0:2], pairs[2:4], pairs[4:6]
        if whole != (-SIZE, size):
            self.problems.append(f"CONTEXT_EX all is {whole}, not {(-SIZE, size)}")
        if legacy != (-SIZE, SIZE):
            self.problems.append(f"CONTEXT_EX legacy is {legacy}, not {(-SIZE, SIZE)}")
        if xstate != (XSAVE_HEADER_OFFSET - SIZE, size - XSAVE_HEADER_OFFSET):
            self.problems.append(f"CONTEXT_EX xstate is {xstate}, not the rest of {size} bytes")
        self._read_components()

    def _read_components(self):
        mask, compaction = struct.unpack_from("<QQ", self.data, XSAVE_HEADER_OFFSET)
        reserved = self.data[XSAVE_HEADER_OFFSET + 16 : XSAVE_HEADER_OFFSET + XSAVE_HEADER_SIZE]
        if any(reserved):
            self.problems.append("reserved bytes of the XSAVE header are not 0")
        if not compaction >> 63 or mask & ~compaction:
            self.problems.append(f"XSAVE mask {mask:#x} and compaction mask {compaction:#x}")
        offset = XSAVE_HEADER_OFFSET + XSAVE_HEADER_SIZE
        for number in range(2, 63):
            if not compaction >> number & 1:
                continue
            if number not in COMPONENT_SIZES:
                self.problems.append(f"XSAVE component {number} is not known")
                return
            end = offset + COMPONENT_SIZES[number]
            if end > len(self.data):
                self.problems.append(f"XSAVE component {number} ends outside of the context")
                return
            if mask >> number & 1:
                self.components[number] = self.data[offset:end]
            offset = end
        if offset != len(self.data):
            self.problems.append(f"{len(self.data) - offset} bytes follow the last component")

    @property
    def stack_pointer(self):
        return self.gprs["rsp"]

    def xmm(self, index):
        """16 bytes."""
        start = FXSAVE_XMM + 16 * index
        return self.fxsave[start : start + 16]

    def ymm(self, index):
        """32 bytes; the upper half is zeros where the context has no AVX state."""
        upper = self.components.get(2, bytes(256))[16 * index : 16 * index + 16]
        return self.xmm(index) + upper
