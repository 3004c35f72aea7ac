# SPDX-License-Identifier: GPL-2.0-or-later
"""A strict reader of minidumps, for tests: written from the format, not from our writer.

What it cannot accept becomes an entry of Minidump.problems; it never stops at the first one.
"""

import bisect
import struct
from collections import namedtuple

import truth_machines

SIGNATURE, VERSION = 0x504D444D, 0xA793
THREAD_LIST, MODULE_LIST, MEMORY_LIST, EXCEPTION, SYSTEM_INFO = 3, 4, 5, 6, 7
MEMORY64_LIST, HANDLE_DATA, MISC_INFO, MEMORY_INFO_LIST, THREAD_NAMES = 9, 12, 15, 16, 24
CPU_INFO, PROC_STATUS, LSB_RELEASE, CMD_LINE, ENVIRON, AUXV, MAPS, DSO_DEBUG, PROC_STAT = range(
    0x47670003, 0x4767000C)
LINUX_LIMITS, SOFT_ERRORS = 0x4D7A0003, 0x4D7A0004
# Ours, for what the standard streams have no room for.
MORE_THREADS, MORE_THREAD_NAMES, MORE_MODULES, MORE_MEMORY = range(0x6D640004, 0x6D640008)
# Text streams. Readers want a newline at the end of those that have lines.
LINE_TEXTS = {CPU_INFO: "cpuinfo", PROC_STATUS: "status", LSB_RELEASE: "lsb-release", MAPS: "maps",
              LINUX_LIMITS: "limits", PROC_STAT: "stat"}
CODEVIEW_ELF = 0x4270454C
VERSION_SIGNATURE, VERSION_STRUCT = 0xFEEF04BD, 0x00010000

Location = namedtuple("Location", "size rva")
Memory = namedtuple("Memory", "start size rva")
Thread = namedtuple("Thread", "tid suspend_count priority_class priority teb stack context")
Module = namedtuple("Module", "base size name build_id version codeview")
Exception_ = namedtuple("Exception_", "tid code flags record address parameters context")
SystemInfo = namedtuple("SystemInfo", "architecture level revision n_cpus product_type version "
                                      "platform csd cpu")
MiscInfo = namedtuple("MiscInfo", "size flags pid create_time xstate build_string")
Handle = namedtuple("Handle", "handle type_name object_name attributes granted_access")
MemoryInfo = namedtuple("MemoryInfo", "base allocation_base allocation_protect size state protect "
                                      "type")


class Minidump:
    """A minidump, read whole. Lists are empty and records None where a stream is missing."""

    def __init__(self, data):
        self.data = data
        self.problems = []
        self.claims = []  # (start, end, what): which bytes of the file are whose
        self.streams = {}
        self.directory = []
        self._read_header()
        self.system_info = self._read_system_info()
        self.threads = self._read_threads(THREAD_LIST)
        self.all_threads = self.threads + self._read_threads(MORE_THREADS)
        self.thread_names = self._read_thread_names()
        self.modules = self._read_modules()
        self.memory = self._read_memory(MEMORY_LIST)
        self.all_memory = sorted(self.memory + self._read_memory(MORE_MEMORY))
        self.starts = [memory.start for memory in self.all_memory]
        self.exception = self._read_exception()
        self.misc = self._read_misc()
        self.handles = self._read_handles()
        self.memory_info = self._read_memory_info()
        self.contexts = {thread.tid: self._read_context(thread.context, f"thread {thread.tid}")
                         for thread in self.all_threads}
        self.exception_context = None
        if self.exception:
            self.exception_context = self._read_context(self.exception.context, "exception")

    @classmethod
    def open(cls, path):
        with open(path, "rb") as file:
            return cls(file.read())

    def complain(self, text):
        self.problems.append(text)

    # The container.

    def slice(self, rva, size, what):
        """The bytes, or fewer and a problem if they are not all in the file."""
        if rva + size > len(self.data):
            self.complain(f"{what}: {size} bytes at {rva:#x} end outside of the file")
        return self.data[rva : rva + size]

    def claim(self, rva, size, what):
        data = self.slice(rva, size, what)
        if size:
            self.claims.append((rva, rva + size, what))
        return data

    def _read_header(self):
        header = self.claim(0, 32, "header").ljust(32, b"\0")
        signature, version, count, rva, checksum, self.time, self.flags = struct.unpack(
            "<IIIIIIQ", header)
        if signature != SIGNATURE:
            self.complain(f"signature {signature:#x}")
        if version & 0xFFFF != VERSION:
            self.complain(f"version {version:#x}")
        if checksum != 0:
            self.complain(f"checksum {checksum:#x}, nobody writes one")
        table = self.claim(rva, 12 * count, "directory")
        for i in range(min(count, len(table) // 12)):
            kind, size, offset = struct.unpack_from("<III", table, 12 * i)
            self.directory.append((kind, Location(size, offset)))
            if kind in self.streams:
                self.complain(f"two streams of type {kind:#x}")
            if kind != 0:
                self.claim(offset, size, f"stream {kind:#x}")
                self.streams[kind] = Location(size, offset)

    def stream(self, kind):
        """The stream's bytes, or None if it is missing."""
        location = self.streams.get(kind)
        if location is None:
            return None
        return self.data[location.rva : location.rva + location.size]

    def string(self, rva, what):
        """A MINIDUMP_STRING: length in bytes, UTF-16, and a NUL that the length does not count."""
        length = struct.unpack("<I", self.slice(rva, 4, what).ljust(4, b"\0"))[0]
        if rva == 0 or length % 2 or length > 2 * 1024:
            self.complain(f"{what}: string of {length} bytes at {rva:#x}")
            return ""
        units = self.claim(rva, 4 + length + 2, what)[4:]
        if units[length:] != b"\0\0":
            self.complain(f"{what}: string without NUL")
        try:
            text = units[:length].decode("utf-16-le")
        except UnicodeDecodeError as error:
            self.complain(f"{what}: {error}")
            return ""
        if "\0" in text:
            self.complain(f"{what}: NUL inside of a string")
        return text

    # List streams: a count, and entries of one size, with nothing before, between or after.

    def _entries(self, kind, entry_size, what):
        data = self.stream(kind)
        if data is None:
            return []
        if len(data) < 4:
            self.complain(f"{what}: {len(data)} bytes")
            return []
        count = struct.unpack_from("<I", data)[0]
        if len(data) != 4 + count * entry_size:
            self.complain(f"{what}: {len(data)} bytes for {count} entries of {entry_size}")
            count = min(count, (len(data) - 4) // entry_size)
        return [data[4 + i * entry_size : 4 + (i + 1) * entry_size] for i in range(count)]

    def _headed_entries(self, kind, header_format, entry_size, what):
        """As above, for a stream that tells the sizes of its header and entries itself."""
        data = self.stream(kind)
        if data is None:
            return []
        header_size = struct.calcsize(header_format)
        if len(data) < header_size:
            self.complain(f"{what}: {len(data)} bytes")
            return []
        told_header, told_entry, count, *reserved = struct.unpack_from(header_format, data)
        if (told_header, told_entry) != (header_size, entry_size) or any(reserved):
            self.complain(f"{what}: header {told_header}, entry {told_entry}, {reserved}")
        if len(data) != header_size + count * entry_size:
            self.complain(f"{what}: {len(data)} bytes for {count} entries")
            return []
        return [data[header_size + i * entry_size :][:entry_size] for i in range(count)]

    def _read_threads(self, kind):
        threads = []
        for entry in self._entries(kind, 48, "ThreadList"):
            tid, suspend, klass, priority, teb, start, size, rva, c_size, c_rva = struct.unpack(
                "<IIIIQQIIII", entry)
            threads.append(Thread(tid, suspend, klass, priority, teb, Memory(start, size, rva),
                                  Location(c_size, c_rva)))
            self.slice(rva, size, f"stack of thread {tid}")  # Its bytes are the MemoryList's.
        return threads

    def _read_thread_names(self):
        names = {}
        entries = self._entries(THREAD_NAMES, 12, "ThreadNames")
        entries += self._entries(MORE_THREAD_NAMES, 12, "MoreThreadNames")
        for entry in entries:
            tid, rva = struct.unpack("<IQ", entry)
            if tid in names:
                self.complain(f"ThreadNames: thread {tid} twice")
            names[tid] = self.string(rva, f"name of thread {tid}")
        return names

    def _read_modules(self):
        modules = []
        for i, entry in enumerate(self._entries(MODULE_LIST, 108, "ModuleList")):
            base, size, _checksum, _time, name_rva = struct.unpack_from("<QIIII", entry)
            version = struct.unpack_from("<13I", entry, 24)
            cv_size, cv_rva, misc_size, misc_rva = struct.unpack_from("<IIII", entry, 76)
            name = self.string(name_rva, f"name of module {i}")
            codeview = self.claim(cv_rva, cv_size, f"codeview of {name}") if cv_size else b""
            if misc_size or misc_rva or any(entry[92:]):
                self.complain(f"module {name}: misc record or reserved bytes are not 0")
            if version[0] not in (0, VERSION_SIGNATURE):
                self.complain(f"module {name}: version signature {version[0]:#x}")
            if version[0] and version[1] != VERSION_STRUCT:
                self.complain(f"module {name}: version structure {version[1]:#x}")
            modules.append(Module(base, size, name, self._build_id(codeview, name), version,
                                  codeview))
        return modules

    def _build_id(self, codeview, name):
        if not codeview:
            return b""
        if len(codeview) <= 4 or struct.unpack_from("<I", codeview)[0] != CODEVIEW_ELF:
            self.complain(f"module {name}: codeview record {codeview[:8].hex()}")
            return b""
        return codeview[4:]

    def _read_memory(self, kind):
        ranges = []
        for entry in self._entries(kind, 16, "MemoryList"):
            start, size, rva = struct.unpack("<QII", entry)
            ranges.append(Memory(start, size, rva))
            self.claim(rva, size, f"memory {start:#x}")
        return ranges

    def _read_context(self, location, what):
        """None if the thread has none."""
        if not location.size:
            return None
        data = self.claim(location.rva, location.size, f"context {location.rva:#x}")
        architecture = self.system_info.architecture if self.system_info else None
        context = truth_machines.of_architecture(architecture).context(data)
        self.problems += [f"context of {what}: {problem}" for problem in context.problems]
        return context

    # Single records.

    def _record(self, kind, size, what):
        data = self.stream(kind)
        if data is not None and len(data) != size:
            self.complain(f"{what}: {len(data)} bytes, must be {size}")
            return None
        return data

    def _read_exception(self):
        data = self._record(EXCEPTION, 168, "Exception")
        if data is None:
            return None
        tid, pad, code, flags, record, address, count, pad2 = struct.unpack_from("<IIIIQQII", data)
        parameters = struct.unpack_from("<15Q", data, 40)
        if pad or pad2 or count > 15 or any(parameters[count:]):
            self.complain("Exception: padding or unused parameters are not 0")
        return Exception_(tid, code, flags, record, address, parameters[:count],
                          Location(*struct.unpack_from("<II", data, 160)))

    def _read_system_info(self):
        data = self._record(SYSTEM_INFO, 56, "SystemInfo")
        if data is None:
            return None
        (architecture, level, revision, n_cpus, product, major, minor, build, platform, csd_rva,
         suite, reserved) = struct.unpack_from("<HHHBBIIIIIHH", data)
        if suite or reserved:
            self.complain("SystemInfo: suite mask or reserved field is not 0")
        return SystemInfo(architecture, level, revision, n_cpus, product, (major, minor, build),
                          platform, self.string(csd_rva, "CSD version"), data[32:])

    def _read_misc(self):
        data = self.stream(MISC_INFO)
        if data is None:
            return None
        if len(data) not in (24, 44, 232, 832, 1364):
            self.complain(f"MiscInfo: {len(data)} bytes")
            return None
        size, flags, pid, create_time = struct.unpack_from("<IIII", data)
        if size != len(data):
            self.complain(f"MiscInfo: says it has {size} bytes, has {len(data)}")
        build = data[232:752].decode("utf-16-le", "replace").split("\0")[0]
        return MiscInfo(size, flags, pid, create_time, data[832:1360], build)

    def _read_handles(self):
        handles = []
        stream = self.stream(HANDLE_DATA)
        v2 = stream is not None and stream[4:8] == struct.pack("<I", 40)
        for entry in self._headed_entries(HANDLE_DATA, "<IIII", 40 if v2 else 32, "HandleData"):
            number, type_rva, name_rva, attributes, access = struct.unpack_from("<QIIII", entry)
            kind = self.string(type_rva, f"type of handle {number}") if type_rva else ""
            name = self.string(name_rva, f"name of handle {number}") if name_rva else ""
            handles.append(Handle(number, kind, name, attributes, access))
        return handles

    def _read_memory_info(self):
        return [MemoryInfo(*struct.unpack("<QQI4xQIII4x", entry))
                for entry in self._headed_entries(MEMORY_INFO_LIST, "<IIQ", 48, "MemoryInfoList")]

    # What tests ask for.

    def memory_holding(self, address):
        """The range that has the address, or None."""
        i = bisect.bisect_right(self.starts, address) - 1
        holder = self.all_memory[i] if i >= 0 else None
        return holder if holder and address < holder.start + holder.size else None

    def memory_at(self, start, size):
        """The bytes of [start, start + size), None where the dump does not hold all of them."""
        result = b""
        while len(result) < size:
            address = start + len(result)
            holder = self.memory_holding(address)
            if holder is None:
                return None
            offset = holder.rva + address - holder.start
            end = min(holder.rva + holder.size, offset + size - len(result))
            result += self.data[offset:end]
        return result

    def thread(self, tid):
        return next((thread for thread in self.all_threads if thread.tid == tid), None)
