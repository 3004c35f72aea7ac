# SPDX-License-Identifier: GPL-2.0-or-later
"""A truth record, as tests/support/record_truth makes it, and what follows from it."""

import bisect
import json
import os
import re
import struct
from collections import namedtuple
from functools import cached_property

import elf_memory
import truth_machines

# Where standard-format XSAVE state has the components that a minidump can hold.
XSAVE_COMPONENTS = {2: (576, 256), 5: (1088, 64), 6: (1152, 512), 7: (1664, 1024), 9: (2688, 8)}
XSAVE_HEADER = 512
AT_SYSINFO_EHDR = 33
DELETED = " (deleted)"

# Signals whose siginfo has an address, when the kernel itself raised them.
ADDRESS_SIGNALS = {4, 5, 7, 8, 11}
SIGBUS, SIGSYS, SI_KERNEL, SI_QUEUE, SI_TIMER, SI_SIGIO = 7, 31, 0x80, -1, -2, -5
BUS_ADRALN = 1

Mapping = namedtuple("Mapping", "start end permissions offset device inode path")
TrueModule = namedtuple("TrueModule", "base end path build_id")
FIELD_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAPS_LINE = re.compile(rb"([0-9a-f]+)-([0-9a-f]+) (....) ([0-9a-f]+) (\S+) (\d+) *(.*)")


class TrueThread:
    def __init__(self, record, entry):
        self.tid = entry["tid"]
        self.comm = record.raw(entry["comm"]).decode("utf-8", "replace")
        registers = record.raw(entry["registers"])
        self.machine = truth_machines.of_register_set(registers)
        values = truth_machines.unpack_words(self.machine, registers)
        self.registers = dict(zip(self.machine.registers, values))
        self.fpregs = record.raw(entry["fpregs"])
        self.xstate = record.raw(entry["xstate"])

    @property
    def stack_pointer(self):
        return self.registers[self.machine.stack_pointer]

    @property
    def instruction_pointer(self):
        return self.registers[self.machine.instruction_pointer]

    def component(self, number):
        """An XSAVE component's bytes; zeros where it is in its initial state."""
        offset, size = XSAVE_COMPONENTS[number]
        present = struct.unpack_from("<Q", self.xstate, XSAVE_HEADER)[0] if self.xstate else 0
        if not present >> number & 1 or len(self.xstate) < offset + size:
            return bytes(size)
        return self.xstate[offset : offset + size]


class Truth:
    def __init__(self, directory):
        self.directory = directory
        with open(os.path.join(directory, "truth.json"), encoding="ascii") as file:
            numbers = json.load(file)
        with open(os.path.join(directory, "truth.bin"), "rb") as file:
            self.bytes = file.read()
        self.pid, self.tid, self.signal = numbers["pid"], numbers["tid"], numbers["signal"]
        self.siginfo = self.raw(numbers["siginfo"])
        self.threads = {entry["tid"]: TrueThread(self, entry) for entry in numbers["threads"]}
        self.memory = sorted(numbers["memory"])
        self.starts = [entry[0] for entry in self.memory]

    def raw(self, place):
        return self.bytes[place[0] : place[0] + place[1]]

    def file(self, name):
        """A copied file of /proc, or None if it could not be had."""
        try:
            with open(os.path.join(self.directory, name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def read(self, address, size):
        """Memory, or None where not all of it was recorded."""
        result = b""
        while len(result) < size:
            at = address + len(result)
            i = bisect.bisect_right(self.starts, at) - 1
            if i < 0 or at >= self.memory[i][0] + self.memory[i][1]:
                return None
            start, length, offset = self.memory[i]
            end = min(length, at - start + size - len(result))
            result += self.bytes[offset + at - start : offset + end]
        return result

    @property
    def crashing_thread(self):
        return self.threads[self.tid]

    @property
    def machine(self):
        return self.crashing_thread.machine

    def _pairs(self, name):
        words = (self.file(name) or b"").split(b"\0")[:-1]
        return list(zip(words[0::2], words[1::2]))

    @cached_property
    def fds(self):
        return {int(number): target.decode("utf-8", "replace")
                for number, target in self._pairs("fds")}

    @cached_property
    def links(self):
        return {name.decode(): target.decode("utf-8", "replace")
                for name, target in self._pairs("links")}

    @cached_property
    def auxv(self):
        words = truth_machines.unpack_words(self.machine, self.file("auxv"))
        return dict(zip(words[0::2], words[1::2]))

    @cached_property
    def mappings(self):
        result = []
        for line in self.file("maps").splitlines():
            start, end, permissions, offset, device, inode, path = MAPS_LINE.fullmatch(
                line).groups()
            result.append(Mapping(int(start, 16), int(end, 16), permissions.decode(),
                                  int(offset, 16), device.decode(), int(inode),
                                  path.decode("utf-8", "replace")))
        return result

    def mapping_at(self, address):
        mapping = self._first_above(address)
        return mapping if mapping and mapping.start <= address else None

    def first_readable_above(self, address):
        """The first readable mapping that ends above address, or None."""
        mapping = self._first_above(address)
        while mapping and mapping.permissions[0] != "r":
            mapping = self._first_above(mapping.end)
        return mapping

    def _first_above(self, address):
        i = bisect.bisect_right(self.ends, address)
        return self.mappings[i] if i < len(self.mappings) else None

    @cached_property
    def ends(self):
        return [mapping.end for mapping in self.mappings]

    @cached_property
    def modules(self):
        """Every ELF image that is loaded from the start of its file, and the vDSO."""
        vdso = self.auxv.get(AT_SYSINFO_EHDR)
        result = []
        for mapping in self.mappings:
            is_file = mapping.path.startswith("/") and mapping.offset == 0
            if not is_file and mapping.start != vdso:
                continue
            headers = elf_memory.program_headers(self.read, mapping.start)
            if headers is None or (is_file and not elf_memory.is_loaded(
                    headers, mapping.end - mapping.start)):
                continue
            bias, end = elf_memory.bias_and_end(headers, mapping.start)
            path = "linux-gate.so" if mapping.start == vdso else mapping.path
            result.append(TrueModule(mapping.start, end, path.removesuffix(DELETED),
                                     elf_memory.build_id(self.read, headers, bias)))
        return result

    @cached_property
    def secret_ranges(self):
        """Mappings that the process marked with MADV_DONTDUMP."""
        result, span = [], None
        for line in (self.file("smaps") or b"").splitlines():
            # Names of fields start with a capital letter.
            head = MAPS_LINE.fullmatch(line) if line[:1] not in FIELD_LETTERS else None
            if head:
                span = (int(head[1], 16), int(head[2], 16))
            elif line.startswith(b"VmFlags:") and b"dd" in line.split()[1:]:
                result.append(span)
        return result

    @cached_property
    def environment(self):
        """[start, end) of the environment's strings on the first thread's stack (proc(5), stat)."""
        fields = self.file("stat").rpartition(b")")[2].split()
        return int(fields[47]), int(fields[48])

    # siginfo_t as a tracer of x86-64 gets it: signo, errno, code, and a union at 16.

    @property
    def code(self):
        return struct.unpack_from("<i", self.siginfo, 8)[0]

    @property
    def has_address(self):
        if self.signal == SIGSYS:
            return self.code > 0
        if (self.signal, self.code, self._address) == (SIGBUS, BUS_ADRALN, 0):
            return False  # x86 does not tell which address was not aligned.
        return self.signal in ADDRESS_SIGNALS and 0 < self.code != SI_KERNEL

    @property
    def address(self):
        return self._address if self.has_address else 0

    @property
    def _address(self):
        return struct.unpack_from("<Q", self.siginfo, 16)[0]

    @property
    def sender(self):
        """(pid, uid) of a signal that a process sent, else None."""
        if self.code > 0 or self.code in (SI_TIMER, SI_SIGIO):
            return None
        return struct.unpack_from("<iI", self.siginfo, 16)

    @property
    def value(self):
        """What sigqueue(3) sent along, else None."""
        return struct.unpack_from("<Q", self.siginfo, 24)[0] if self.code == SI_QUEUE else None

    @property
    def system_call(self):
        """(number, architecture) of a SIGSYS that the kernel raised, else None."""
        if self.signal != SIGSYS or self.code <= 0:
            return None
        return struct.unpack_from("<iI", self.siginfo, 24)
