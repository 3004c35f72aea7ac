# SPDX-License-Identifier: GPL-2.0-or-later
"""The X86 thread context of a minidump: 716 bytes, as Windows' CONTEXT of 32-bit programs."""

import struct

SIZE = 716
CPU_FLAG = 0x10000
CONTROL, INTEGER, SEGMENTS, FLOATING, DEBUG, EXTENDED = 1, 2, 4, 8, 0x10, 0x20
KNOWN_FLAGS = CPU_FLAG | CONTROL | INTEGER | SEGMENTS | FLOATING | DEBUG | EXTENDED

GPR_OFFSETS = {"edi": 156, "esi": 160, "ebx": 164, "edx": 168, "ecx": 172, "eax": 176, "ebp": 180,
               "eip": 184, "esp": 196}
SEGMENT_OFFSETS = {"gs": 140, "fs": 144, "es": 148, "ds": 152, "cs": 188, "ss": 200}
EFLAGS_OFFSET = 192
# FSAVE's image, 28 bytes of environment and eight registers of 10, is the kernel's user_fpregs.
FLOAT_SAVE_OFFSET, FLOAT_SAVE_SIZE = 28, 108
FXSAVE_OFFSET, FXSAVE_SIZE = 204, 512
FXSAVE_MXCSR = 24
FXSAVE_XMM = 160


class X86Context:
    """A decoded context. problems lists what a strict reader would object to."""

    vector_flags = FLOATING | EXTENDED
    extensible = ()  # No component of XSAVE state follows.

    def __init__(self, data):
        self.problems = []
        self.components = {}
        self.data = data
        if len(data) != SIZE:
            self.problems.append(f"{len(data)} bytes, must be {SIZE}")
            self.data = data.ljust(SIZE, b"\0")
        self.flags = self._u32(0)
        if self.flags & ~KNOWN_FLAGS or not self.flags & CPU_FLAG:
            self.problems.append(f"flags {self.flags:#x}: readers reject them")
        self.gprs = {name: self._u32(offset) for name, offset in GPR_OFFSETS.items()}
        self.segments = {name: self._u32(offset) for name, offset in SEGMENT_OFFSETS.items()}
        self.eflags = self._u32(EFLAGS_OFFSET)
        self.fxsave = self.data[FXSAVE_OFFSET : FXSAVE_OFFSET + FXSAVE_SIZE]
        self.mxcsr = struct.unpack_from("<I", self.fxsave, FXSAVE_MXCSR)[0]
        self.float_save = self.data[FLOAT_SAVE_OFFSET : FLOAT_SAVE_OFFSET + FLOAT_SAVE_SIZE]

    def _u32(self, offset):
        return struct.unpack_from("<I", self.data, offset)[0]

    @property
    def stack_pointer(self):
        return self.gprs["esp"]

    def xmm(self, index):
        """16 bytes."""
        start = FXSAVE_XMM + 16 * index
        return self.fxsave[start : start + 16]
