# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares a minidump with the truth record of its process; every difference is a sentence."""

import minidump_file as md
from truth import DELETED, XSAVE_COMPONENTS

# The budgets of lib/capture/limits.h.
KIB, MIB = 1024, 1024 * 1024
CRASHING_STACK, CRASHING_STACK_BASE = 256 * KIB, 64 * KIB
STACK, STACK_MINIMUM, ALL_STACKS = 64 * KIB, 4 * KIB, 16 * MIB
RESUME_FLAG = 1 << 16
WINDOW = 256
THREADS_WITH_STACK = 4096
OVERFLOW_REACH = MIB  # How far above a stack pointer outside of memory its stack is looked for.
FXSAVE_STATE = 416  # What follows is reserved, or the kernel's own.
WORD = 4  # bytes of a thread id
PAGE = 4096


def compare(dump, truth):
    """Returns a list of sentences, empty if the dump says what the record says."""
    problems = []
    for part in (compare_thread_lists, compare_registers, compare_exception, compare_modules,
                 compare_memory, compare_stacks, compare_instructions, compare_secrets,
                 compare_texts, compare_mappings, compare_fds, compare_process):
        problems += part(dump, truth)
    return problems


def compare_thread_lists(dump, truth):
    dumped = {thread.tid for thread in dump.all_threads}
    if len(dumped) != len(dump.all_threads):
        yield "a thread is listed twice"
    for tid in truth.threads.keys() - dumped:
        yield f"thread {tid} is missing"
    for tid in dumped - truth.threads.keys():
        yield f"thread {tid} did not exist"
    for tid, thread in truth.threads.items():
        if dump.thread_names.get(tid) != thread.comm:
            yield f"thread {tid} is named {dump.thread_names.get(tid)!r}, not {thread.comm!r}"


def compare_registers(dump, truth):
    for tid, thread in truth.threads.items():
        yield from compare_context(dump.contexts.get(tid), thread, f"thread {tid}")
    if dump.exception:
        yield from compare_context(dump.exception_context, truth.crashing_thread, "exception")


def compare_context(context, thread, what, whole=True):
    """A context that is not whole may lack vector registers, but not show others."""
    if context is None:
        yield f"{what} has no context"
        return
    shown = {**context.gprs, **context.segments, "eflags": context.eflags}
    for name, true in thread.registers.items():
        if name == "eflags" and (shown[name] ^ true) == RESUME_FLAG:
            continue  # It is the processor's, between a fault and the next instruction.
        if name not in thread.machine.unlisted and shown[name] != true:
            yield f"{what}: {name} is {shown[name]:#x}, was {true:#x}"
    if whole or context.flags & context.vector_flags == context.vector_flags:
        yield from compare_vectors(context, thread, what, whole)


def compare_vectors(context, thread, what, whole):
    fxsave = (thread.xstate or thread.fpregs)[:512]
    if context.fxsave[:FXSAVE_STATE] != fxsave[:FXSAVE_STATE]:
        at = next(i for i in range(FXSAVE_STATE) if context.fxsave[i] != fxsave[i])
        yield f"{what}: FXSAVE state differs at byte {at}"
    if context.mxcsr != int.from_bytes(fxsave[24:28], "little"):
        yield f"{what}: mxcsr is {context.mxcsr:#x}"
    if context.float_save and context.float_save != thread.fpregs:
        yield f"{what}: x87 state differs"
    for number, (_offset, size) in XSAVE_COMPONENTS.items():
        if number not in context.extensible:
            continue
        true = thread.component(number)
        missing = bytes(size) if whole and number == 2 else true
        if context.components.get(number, missing) != true:
            name = "the upper halves of ymm0 to ymm15" if number == 2 else f"component {number}"
            yield f"{what}: {name} differ from what they were"


def compare_exception(dump, truth):
    exception = dump.exception
    if exception is None:
        yield "there is no Exception"
        return
    for what, shown, true in (("thread", exception.tid, truth.tid),
                              ("code", exception.code, truth.signal),
                              ("flags", exception.flags, truth.code & 0xFFFFFFFF),
                              ("address", exception.address, truth.address)):
        if shown != true:
            yield f"Exception: {what} is {shown:#x}, was {true:#x}"
    parameters = truth.sender or truth.system_call or ()
    if truth.value is not None:
        parameters = (*parameters, truth.value)
    if exception.parameters[: len(parameters)] != tuple(parameters) or (
            not parameters and exception.parameters):
        yield f"Exception: parameters are {exception.parameters}, must start with {parameters}"


def compare_modules(dump, truth):
    dumped = {module.base: module for module in dump.modules}
    for true in truth.modules:
        module = dumped.pop(true.base, None)
        if module is None:
            yield f"module {true.path} at {true.base:#x} is missing"
            continue
        if module.name.removesuffix(DELETED) != true.path:
            yield f"module at {true.base:#x} is named {module.name!r}, not {true.path!r}"
        if module.build_id != true.build_id:
            yield f"{true.path}: build-id {module.build_id.hex()}, was {true.build_id.hex()}"
        size = true.end - true.base
        if module.size not in (size, size + -size % PAGE):
            yield f"{true.path}: {module.size:#x} bytes, had {size:#x}"
    for module in dumped.values():
        yield f"module {module.name} at {module.base:#x} did not exist"
    main = truth.links.get("exe", "").removesuffix(DELETED)
    if dump.modules and dump.modules[0].name.removesuffix(DELETED) != main:
        yield f"the first module is {dump.modules[0].name}, not the program"


def with_cleared_tids(true, data, tids):
    """The recorded bytes, with those words zero that the kernel clears when a thread has ended, as
    the C library asks it to (set_tid_address(2)), and that are zero in data."""
    words = bytearray(true)
    for at in range(0, len(words) - WORD + 1, WORD):
        is_tid = int.from_bytes(words[at : at + WORD], "little") in tids
        if is_tid and not any(data[at : at + WORD]):
            words[at : at + WORD] = bytes(WORD)
    return bytes(words)


def compare_memory(dump, truth, has_ended=False):
    """Every byte in the dump that was recorded too. has_ended: threads may have ended since."""
    verified = 0
    for region in dump.all_memory:
        true = truth.read(region.start, region.size)
        if true is None:
            continue
        verified += region.size
        data = dump.data[region.rva : region.rva + region.size]
        if has_ended and data != true:
            true = with_cleared_tids(true, data, set(truth.threads))
        if data != true:
            at = next(i for i, (a, b) in enumerate(zip(data, true)) if a != b)
            yield f"memory at {region.start + at:#x} differs from what it was"
    if dump.memory and not verified:
        yield "no memory of the dump could be compared"


def stack_budget(truth, tid):
    if tid == truth.tid:
        return CRASHING_STACK
    return max(STACK_MINIMUM, min(STACK, ALL_STACKS // max(1, len(truth.threads))))


def wanted_stack(truth, tid):
    """[start, end) ranges: from the red zone below the stack pointer to the end of the stack, or of
    the budget and then, for the crashing thread, its base. A stack that overflowed starts above.
    The first thread's ends where the environment starts, which is kept out of dumps."""
    sp = truth.threads[tid].stack_pointer
    mapping = truth.first_readable_above(sp)
    if mapping is None or mapping.start > sp + OVERFLOW_REACH:
        return []
    start, bottom = max(mapping.start, sp - truth.machine.red_zone), mapping.end
    if start < truth.environment[0] < bottom:
        bottom = truth.environment[0]
    end = min(bottom, start + stack_budget(truth, tid))
    ranges = [(start, end)]
    if tid == truth.tid and end < bottom:
        ranges.append((max(end, mapping.end - CRASHING_STACK_BASE), bottom))
    return ranges


def compare_stacks(dump, truth):
    """Of the threads that the kernel dumped first, as many as have a stack in a dump."""
    stacks = {thread.tid: thread.stack for thread in dump.all_threads}
    if len(truth.threads) > THREADS_WITH_STACK:
        n_stacks = sum(stack.size > 0 for stack in stacks.values())
        if n_stacks < THREADS_WITH_STACK:
            yield f"{n_stacks} threads have a stack"
    for tid in truth.threads:
        if len(truth.threads) > THREADS_WITH_STACK and not stacks[tid].size:
            continue
        ranges = wanted_stack(truth, tid)
        for start, end in ranges:
            if dump.memory_at(start, end - start) is None:
                yield f"thread {tid}: stack from {start:#x} to {end:#x} is not whole"
        stack = stacks.get(tid)
        if ranges and stack:
            first = max(ranges[0][0], truth.threads[tid].stack_pointer)
            if not stack.start <= first < stack.start + stack.size:
                yield f"thread {tid}: its stack memory does not start where its stack does"


def compare_instructions(dump, truth):
    for tid, thread in truth.threads.items():
        ip = thread.instruction_pointer
        mapping = truth.mapping_at(ip)
        if mapping is None or "[v" in mapping.path or mapping.permissions[0] != "r":
            continue
        start = max(mapping.start, ip - WINDOW // 2)
        end = min(mapping.end, ip + WINDOW // 2)
        if dump.memory_at(start, end - start) is None:
            yield f"thread {tid}: no memory around its instruction pointer {ip:#x}"


def compare_secrets(dump, truth):
    for start, end in [*truth.secret_ranges, truth.environment]:
        for region in dump.all_memory:
            if max(start, region.start) < min(end, region.start + region.size):
                yield f"memory at {region.start:#x} is marked as not to be dumped, or environment"


def compare_texts(dump, truth):
    for kind, name in ((md.AUXV, "auxv"), (md.CMD_LINE, "cmdline"), (md.MAPS, "maps"),
                       (md.LINUX_LIMITS, "limits")):
        if dump.stream(kind) != truth.file(name):
            yield f"stream {name} is not what /proc had"
    status = dump.stream(md.PROC_STATUS) or b""
    if f"\nPid:\t{truth.tid}\n".encode() not in status and (
            f"\nPid:\t{truth.pid}\n".encode() not in status):
        yield "stream status is another process's"


def compare_mappings(dump, truth):
    shown = [(info.base, info.base + info.size) for info in dump.memory_info]
    if shown != [(m.start, m.end) for m in truth.mappings]:
        yield f"MemoryInfoList has {len(shown)} mappings, not the {len(truth.mappings)} there were"
    protections = {"r": 0x02, "rw": 0x04, "x": 0x10, "rx": 0x20, "rwx": 0x40, "": 0x01, "w": 0x04,
                   "wx": 0x40}
    for info, mapping in zip(dump.memory_info, truth.mappings):
        true = protections[mapping.permissions[:3].replace("-", "")]
        if info.protect != true:
            yield f"MemoryInfoList: {info.base:#x} has protection {info.protect:#x}, not {true:#x}"


def compare_fds(dump, truth):
    shown = {handle.handle: handle.object_name for handle in dump.handles}
    if shown != truth.fds:
        differing = sorted(dict(shown.items() ^ truth.fds.items()))
        yield f"HandleData differs from /proc/PID/fd for {differing}"


def compare_process(dump, truth):
    if not dump.misc:
        yield "there is no MiscInfo"
    elif dump.misc.pid != truth.pid or not dump.misc.flags & 1:
        yield f"MiscInfo: process {dump.misc.pid}, was {truth.pid}"
