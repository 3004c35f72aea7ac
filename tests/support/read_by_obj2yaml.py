# SPDX-License-Identifier: GPL-2.0-or-later
"""Opens a minidump with LLVM's obj2yaml and compares what it shows with a truth record."""

import re

import readers
from compare_truth import compare_context
from truth import DELETED


def check(path, truth):
    """Returns a list of sentences. Raises readers.Missing."""
    status, text, err = readers.run(readers.find_obj2yaml(), path)
    if status != 0:
        return [f"obj2yaml exits {status}: {err[-300:]}"]
    streams = dict(re.findall(r"^  - Type: +(\S+)\n(.*?)(?=^  - Type:|^\.\.\.)", text,
                              re.MULTILINE | re.DOTALL))
    problems = [f"obj2yaml shows no {name}" for name in
                ("SystemInfo", "ThreadList", "ModuleList", "MemoryList", "Exception", "LinuxMaps",
                 "MemoryInfoList") if name not in streams]
    problems += check_threads(streams.get("ThreadList", ""), truth)
    problems += check_modules(streams.get("ModuleList", ""), truth)
    problems += check_memory(streams.get("MemoryList", ""), truth)
    problems += check_exception(streams.get("Exception", ""), truth)
    return problems


def number(text, name):
    found = re.search(rf"{name}: +(0x[0-9A-F]+|\d+)", text)
    return int(found[1], 0) if found else 0


def hex_bytes(text, name):
    found = re.search(rf"{name}: +'?([0-9A-F]*)'?$", text, re.MULTILINE)
    return bytes.fromhex(found[1]) if found else b""


def check_threads(text, truth):
    entries = {number(entry, "Thread Id"): entry
               for entry in re.split(r"^      - (?=Thread Id)", text, flags=re.MULTILINE)[1:]}
    if entries.keys() != truth.threads.keys():
        yield f"obj2yaml shows {len(entries)} threads, there were {len(truth.threads)}"
    for tid in entries.keys() & truth.threads.keys():
        context = truth.machine.context(hex_bytes(entries[tid], "Context"))
        yield from compare_context(context, truth.threads[tid], f"obj2yaml, thread {tid}")
        stack = hex_bytes(entries[tid], "Content")
        true = truth.read(number(entries[tid], "Start of Memory Range"), len(stack))
        if true is not None and stack != true:
            yield f"obj2yaml shows another stack of thread {tid}"


def check_modules(text, truth):
    shown = {}
    for entry in re.split(r"^      - (?=Base of Image)", text, flags=re.MULTILINE)[1:]:
        name = re.search(r"Module Name: +'?(.*?)'?$", entry, re.MULTILINE)
        shown[number(entry, "Base of Image")] = (
            name[1].removesuffix(DELETED) if name else "", hex_bytes(entry, "CodeView Record")[4:])
    for true in truth.modules:
        if shown.get(true.base) != (true.path, true.build_id):
            yield f"obj2yaml shows {shown.get(true.base)} at {true.base:#x}, was {true.path}"


def check_memory(text, truth):
    regions = re.split(r"^      - (?=Start of Memory)", text, flags=re.MULTILINE)[1:]
    for region in regions:
        start, data = number(region, "Start of Memory Range"), hex_bytes(region, "Content")
        true = truth.read(start, len(data))
        if not data or (true is not None and data != true):
            yield f"obj2yaml shows other memory at {start:#x}"


def check_exception(text, truth):
    for name, true in (("Thread ID", truth.tid), ("Exception Code", truth.signal),
                       ("Exception Flags", truth.code & 0xFFFFFFFF),
                       ("Exception Address", truth.address)):
        if number(text, name) != true:
            yield f"obj2yaml shows {name} {number(text, name):#x}, was {true:#x}"
