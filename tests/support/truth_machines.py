# SPDX-License-Identifier: GPL-2.0-or-later
"""What differs between the machines of which there are truth records: registers and sizes."""

import struct
from collections import namedtuple

from amd64_context import Amd64Context
from x86_context import X86Context

# architecture: SystemInfo's number. word: bytes of an address. registers: the names in the order of
# NT_PRSTATUS's register set, struct user_regs_struct. unlisted: those that no context has.
Machine = namedtuple("Machine", "architecture word red_zone registers stack_pointer "
                                "instruction_pointer unlisted context")

AMD64 = Machine(
    9, 8, 128,
    "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss "
    "fs_base gs_base ds es fs gs".split(),
    "rsp", "rip", ("orig_rax", "fs_base", "gs_base"), Amd64Context)
X86 = Machine(
    0, 4, 0,
    "ebx ecx edx esi edi ebp eax ds es fs gs orig_eax eip cs eflags esp ss".split(),
    "esp", "eip", ("orig_eax",), X86Context)


def of_register_set(data):
    """The machine whose register set has this size."""
    return next(machine for machine in (AMD64, X86)
                if len(data) == machine.word * len(machine.registers))


def of_architecture(number):
    """Of a minidump's SystemInfo; what is not known is taken for AMD64."""
    return X86 if number == X86.architecture else AMD64


def unpack_words(machine, data):
    """All whole words of data."""
    return struct.unpack(f"<{len(data) // machine.word}{'Q' if machine.word == 8 else 'I'}",
                         data[: len(data) // machine.word * machine.word])
