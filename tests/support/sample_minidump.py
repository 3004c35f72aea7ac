# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a minidump from a truth record, so that the checker and the readers' wrappers have a dump
to agree with that is not the converter's.
"""

import struct

import amd64_context as amd64
import compare_truth
import minidump_file as md
import truth_machines
import x86_context as x86
from truth import XSAVE_COMPONENTS

XSTATE_SIZE = 528
PROTECTION = {"---": 0x01, "r--": 0x02, "rw-": 0x04, "r-x": 0x20, "rwx": 0x40, "--x": 0x10}


class Builder:
    """Streams and blobs of a file whose header and directory have a fixed place."""

    def __init__(self, n_streams):
        self.data = bytearray(32 + 12 * n_streams)
        self.directory = []

    def put(self, data, align=4):
        self.data += bytes(-len(self.data) % align)
        rva = len(self.data)
        self.data += data
        return rva

    def put_string(self, text):
        units = text.encode("utf-16-le")
        return self.put(struct.pack("<I", len(units)) + units + b"\0\0")

    def put_stream(self, kind, data):
        self.directory.append((kind, len(data), self.put(data, 8)))

    def finish(self, time, flags):
        struct.pack_into("<IIIIIIQ", self.data, 0, md.SIGNATURE, md.VERSION, len(self.directory),
                         32, 0, time, flags)
        for i, entry in enumerate(self.directory):
            struct.pack_into("<III", self.data, 32 + 12 * i, *entry)
        return bytes(self.data)


def encode_context(thread):
    """A context of the thread's machine, with all that the format has room for."""
    return encode_x86(thread) if thread.machine is truth_machines.X86 else encode_amd64(thread)


def encode_x86(thread):
    data = bytearray(x86.SIZE)
    struct.pack_into("<I", data, 0, x86.KNOWN_FLAGS & ~x86.DEBUG)
    for name, offset in {**x86.GPR_OFFSETS, **x86.SEGMENT_OFFSETS,
                         "eflags": x86.EFLAGS_OFFSET}.items():
        struct.pack_into("<I", data, offset, thread.registers[name])
    data[x86.FLOAT_SAVE_OFFSET : x86.FLOAT_SAVE_OFFSET + x86.FLOAT_SAVE_SIZE] = thread.fpregs
    data[x86.FXSAVE_OFFSET :] = thread.xstate[: x86.FXSAVE_SIZE]
    return bytes(data)


def encode_amd64(thread):
    """A context with AVX state."""
    data = bytearray(amd64.SIZE)
    flags = amd64.CPU_FLAG | 0xF | amd64.XSTATE
    struct.pack_into("<I", data, 48, flags)
    for name, offset in amd64.GPR_OFFSETS.items():
        struct.pack_into("<Q", data, offset, thread.registers[name])
    for name, offset in amd64.SEGMENT_OFFSETS.items():
        struct.pack_into("<H", data, offset, thread.registers[name])
    struct.pack_into("<I", data, amd64.EFLAGS_OFFSET, thread.registers["eflags"])
    fxsave = bytearray((thread.xstate or thread.fpregs)[:512])
    fxsave[compare_truth.FXSAVE_STATE :] = bytes(512 - compare_truth.FXSAVE_STATE)
    data[amd64.FXSAVE_OFFSET : amd64.FXSAVE_OFFSET + 512] = fxsave
    data[amd64.MXCSR_OFFSET : amd64.MXCSR_OFFSET + 4] = fxsave[24:28]
    upper = thread.component(2)
    size = amd64.XSAVE_HEADER_OFFSET + amd64.XSAVE_HEADER_SIZE + len(upper)
    data += struct.pack("<iIiIiI", -amd64.SIZE, size, -amd64.SIZE, amd64.SIZE,
                        amd64.XSAVE_HEADER_OFFSET - amd64.SIZE, size - amd64.XSAVE_HEADER_OFFSET)
    data += bytes(amd64.XSAVE_HEADER_OFFSET - len(data))
    return bytes(data) + struct.pack("<QQ48x", 4, 4 | 1 << 63) + upper


def wanted_memory(truth):
    """Disjoint, ascending [start, end) ranges: what compare_truth asks for."""
    wanted = []
    for tid, thread in truth.threads.items():
        ip = thread.instruction_pointer
        wanted += compare_truth.wanted_stack(truth, tid)
        mapping = truth.mapping_at(ip)
        if mapping and mapping.permissions[0] == "r":
            wanted.append((max(mapping.start, ip - 128), min(mapping.end, ip + 128)))
    merged = []
    for start, end in sorted(wanted):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif truth.read(start, end - start) is not None:
            merged.append((start, end))
    return merged


def put_lists(builder, truth):
    """MemoryList, ThreadList, ThreadNames and Exception."""
    ranges = [(start, end - start, builder.put(truth.read(start, end - start), 16))
              for start, end in wanted_memory(truth)]
    builder.put_stream(md.MEMORY_LIST, struct.pack("<I", len(ranges)) + b"".join(
        struct.pack("<QII", *entry) for entry in ranges))
    threads, names, crash_context = b"", b"", None
    for tid, thread in truth.threads.items():
        encoded = encode_context(thread)
        context = (len(encoded), builder.put(encoded, 16))
        if tid == truth.tid:
            crash_context = context
        first = [start for start, _end in compare_truth.wanted_stack(truth, tid)[:1]]
        sp = max(first + [thread.stack_pointer])
        stack = next(((at, size, rva) for at, size, rva in ranges if at <= sp < at + size),
                     (sp, 0, 0))
        threads += struct.pack("<IIIIQQIIII", tid, 0, 0, 0, 0, *stack, *context)
        names += struct.pack("<IQ", tid, builder.put_string(thread.comm))
    count = struct.pack("<I", len(truth.threads))
    builder.put_stream(md.THREAD_LIST, count + threads)
    builder.put_stream(md.THREAD_NAMES, count + names)
    parameters = list(truth.sender or truth.system_call or ())
    builder.put_stream(md.EXCEPTION, struct.pack(
        "<IIIIQQII15QII", truth.tid, 0, truth.signal, truth.code & 0xFFFFFFFF, 0, truth.address,
        len(parameters), 0, *parameters, *[0] * (15 - len(parameters)), *crash_context))


def put_modules(builder, truth):
    entries = b""
    main = truth.links["exe"]
    for module in sorted(truth.modules, key=lambda m: (m.path != main, m.base)):
        codeview = struct.pack("<I", md.CODEVIEW_ELF) + module.build_id
        location = (len(codeview), builder.put(codeview)) if module.build_id else (0, 0)
        entries += struct.pack("<QIIII52xIIII16x", module.base, module.end - module.base, 0, 0,
                               builder.put_string(module.path), *location, 0, 0)
    builder.put_stream(md.MODULE_LIST, struct.pack("<I", len(truth.modules)) + entries)


def put_process(builder, truth):
    builder.put_stream(md.SYSTEM_INFO, struct.pack(
        "<HHHBBIIIIIHH24x", truth.machine.architecture, 6, 0x8F08, 2, 0, 6, 18, 44, 0x8201,
        builder.put_string("Linux 6.18.44 #1 SMP x86_64"), 0, 0))
    misc = bytearray(struct.pack("<IIII", 1364, 1, truth.pid, 0).ljust(1364, b"\0"))
    if truth.machine is truth_machines.AMD64:
        features = [0, 0] * 64
        features[4:6] = 0x240, XSAVE_COMPONENTS[2][1]
        struct.pack_into("<IIQ128I", misc, 832, XSTATE_SIZE, 0x650, 7 | 1 << 63, *features)
    builder.put_stream(md.MISC_INFO, bytes(misc))
    handles = b"".join(struct.pack("<QIIIIII", fd, 0, builder.put_string(target), 0, 0, 0, 0)
                       for fd, target in sorted(truth.fds.items()))
    builder.put_stream(md.HANDLE_DATA, struct.pack("<IIII", 16, 32, len(truth.fds), 0) + handles)
    infos = b"".join(
        struct.pack("<QQI4xQIII4x", m.start, m.start, PROTECTION[m.permissions[:3]],
                    m.end - m.start, 0x1000, PROTECTION[m.permissions[:3]], 0x20000)
        for m in truth.mappings)
    builder.put_stream(md.MEMORY_INFO_LIST,
                       struct.pack("<IIQ", 16, 48, len(truth.mappings)) + infos)
    for kind, name in ((md.AUXV, "auxv"), (md.CMD_LINE, "cmdline"), (md.MAPS, "maps"),
                       (md.LINUX_LIMITS, "limits"), (md.PROC_STATUS, "status")):
        builder.put_stream(kind, truth.file(name))


def build(truth):
    """A minidump's bytes. Keeps every rule, and agrees with the record."""
    builder = Builder(14)
    put_process(builder, truth)
    put_modules(builder, truth)
    put_lists(builder, truth)
    return builder.finish(1, 0x200000 if truth.machine is truth_machines.AMD64 else 0)
