# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of structure that a minidump of ours must keep, for any crash.

Each is there because a reader rejects, drops or misreads what breaks it.
"""

import minidump_file as md
import truth_machines

MAX_STREAMS, MAX_THREADS, MAX_MODULES, MAX_REGIONS = 128, 4096, 2048, 4096
MAX_REGION_SIZE = 64 << 20
MAX_STRING_UNITS = 1023
ARCHITECTURE_UNKNOWN, PLATFORM_LINUX = 0xFFFF, 0x8201
ARCHITECTURES = (truth_machines.AMD64.architecture, truth_machines.X86.architecture)


def check(dump, whole=True):
    """Returns a list of sentences, empty for a dump that keeps every rule. One that is not whole,
    for little was left of the process, may lack what a reader would like to have."""
    problems = list(dump.problems)
    if whole:
        problems += check_whole(dump)
    for rule in (check_container, check_claims, check_system_info, check_threads, check_modules,
                 check_memory, check_stacks, check_exception, check_memory_info, check_texts,
                 check_xstate):
        problems += rule(dump)
    return problems


def check_whole(dump):
    if dump.system_info and dump.system_info.architecture not in ARCHITECTURES:
        yield f"architecture {dump.system_info.architecture}"
    if not dump.threads:
        yield "no threads"
    if dump.exception and not dump.exception_context:
        yield "Exception has no context: LLDB shows no registers then"
    architecture = dump.system_info.architecture if dump.system_info else None
    word = truth_machines.of_architecture(architecture).word
    auxv = dump.stream(md.AUXV)
    if auxv is not None and (len(auxv) % (2 * word) or auxv[-2 * word : -word] != bytes(word)):
        yield "auxv is not whole pairs up to AT_NULL"


def check_container(dump):
    if not 0 < len(dump.directory) <= MAX_STREAMS:
        yield f"{len(dump.directory)} streams"
    for kind in (md.SYSTEM_INFO, md.THREAD_LIST):
        if kind not in dump.streams:
            yield f"no stream of type {kind}, readers need it"
    if md.MEMORY64_LIST in dump.streams:
        yield "a Memory64List: readers would ignore the MemoryList, or it"
    if dump.time == 0:
        yield "no time of the crash in the header"


def check_claims(dump):
    """Two things may lie at the same place only if they are the same thing."""
    last = (0, 0, "start of file")
    for claim in sorted(set(dump.claims)):
        if claim[0] < last[1] and claim[:2] != last[:2]:
            yield f"{claim[2]} at {claim[0]:#x} overlaps {last[2]}"
        elif claim[:2] == last[:2] and not may_share(claim[2], last[2]):
            yield f"{claim[2]} and {last[2]} are at the same place"
        if claim[1] > last[1]:
            last = claim


def may_share(one, other):
    """Equal strings and equal build-ids may be stored once."""
    kinds = ("name of ", "type of ", "codeview of ")
    return one == other or (one.startswith(kinds) and other.startswith(kinds))


def check_system_info(dump):
    info = dump.system_info
    if not info:
        return
    if info.architecture not in (*ARCHITECTURES, ARCHITECTURE_UNKNOWN):
        yield f"architecture {info.architecture}"
    elif info.architecture == ARCHITECTURE_UNKNOWN and any(dump.contexts.values()):
        yield "there are contexts of an unknown architecture"
    if info.platform != PLATFORM_LINUX:
        yield f"platform {info.platform:#x}"
    if info.n_cpus == 0:
        yield "no processors"
    if not info.csd.startswith("Linux "):
        yield f"CSD version {info.csd!r}"


def check_threads(dump):
    tids = [thread.tid for thread in dump.threads]
    if len(tids) > MAX_THREADS:
        yield f"{len(tids)} threads, readers take {MAX_THREADS}"
    if len(set(tids)) != len(tids):
        yield "a thread is listed twice"
    known = {thread.tid for thread in dump.all_threads}
    for tid in dump.thread_names:
        if tid not in known:
            yield f"ThreadNames has thread {tid}, ThreadList has not"


def check_modules(dump):
    if len(dump.modules) > MAX_MODULES:
        yield f"{len(dump.modules)} modules, readers take {MAX_MODULES}"
    last = None
    for module in sorted(dump.modules):
        if module.size == 0:
            yield f"module {module.name} has size 0: Breakpad drops the whole list"
        if not module.name or len(module.name.encode("utf-16-le")) > 2 * MAX_STRING_UNITS:
            yield f"module at {module.base:#x} has no name, or one that is too long"
        if last and module.base < last.base + last.size:
            yield f"modules {last.name} and {module.name} overlap"
        last = module


def check_memory(dump):
    if len(dump.memory) > MAX_REGIONS:
        yield f"{len(dump.memory)} memory ranges, readers take {MAX_REGIONS}"
    end = 0
    for region in dump.memory:
        if not 0 < region.size <= MAX_REGION_SIZE:
            yield f"memory at {region.start:#x} has {region.size} bytes"
        if region.start < end:
            yield f"memory at {region.start:#x} overlaps, or is not in ascending order"
        end = region.start + region.size
        if end > 1 << 64:
            yield f"memory at {region.start:#x} wraps around"


def check_stacks(dump):
    """A thread's stack is a part of one range of the MemoryList, or of ours if that is full, at the
    same bytes of the file."""
    for thread in dump.threads:
        stack = thread.stack
        if stack.size == 0:
            if stack.rva:
                yield f"thread {thread.tid}: empty stack at file offset {stack.rva:#x}"
            continue
        holder = dump.memory_holding(stack.start)
        if holder is None or stack.start + stack.size > holder.start + holder.size:
            yield f"thread {thread.tid}: its stack is not in the MemoryList"
        elif stack.rva - stack.start != holder.rva - holder.start:
            yield f"thread {thread.tid}: its stack is stored apart from the MemoryList"
        context = dump.contexts.get(thread.tid)
        if context and not stack.start <= context.stack_pointer < stack.start + stack.size:
            if holder and holder.start <= context.stack_pointer < holder.start + holder.size:
                yield f"thread {thread.tid}: its stack does not hold its stack pointer"


def check_exception(dump):
    exception = dump.exception
    if not exception:
        return
    if dump.thread(exception.tid) is None:
        yield f"Exception names thread {exception.tid}, which is not in the ThreadList"
    if exception.record:
        yield f"Exception has a nested record {exception.record:#x}"


def check_memory_info(dump):
    end = 0
    for info in dump.memory_info:
        if info.size == 0 or info.base < end:
            yield f"MemoryInfoList: {info.base:#x} is empty, overlaps or is not in order"
        end = info.base + info.size


def check_texts(dump):
    for kind, name in md.LINE_TEXTS.items():
        text = dump.stream(kind)
        if text is not None and not text.endswith(b"\n"):
            yield f"text stream {name} does not end in a newline"
    for kind in (md.CMD_LINE, md.ENVIRON):
        text = dump.stream(kind)
        if text and not text.endswith(b"\0"):
            yield f"stream {kind:#x} does not end in NUL"


def check_xstate(dump):
    """Header flag, MiscInfo's XSTATE configuration and contexts go together."""
    extended = [c for c in dump.contexts.values() if c and c.components]
    if bool(dump.flags & 0x200000) != bool(extended):
        yield f"header flags {dump.flags:#x}, but {len(extended)} contexts have extended state"
    if extended and (not dump.misc or dump.misc.size < 1364):
        yield "contexts have extended state, but MiscInfo has no XSTATE configuration"
