# SPDX-License-Identifier: GPL-2.0-or-later
"""Opens a minidump with Breakpad's stackwalker and dumper, and compares with a truth record."""

import os
import re
import signal
import struct

import readers
from truth import DELETED

# The names in Breakpad's crash reasons. Other signals have no detail there.
CODE_NAMES = {
    (11, 1): "SEGV_MAPERR", (11, 2): "SEGV_ACCERR", (7, 1): "BUS_ADRALN", (7, 2): "BUS_ADRERR",
    (7, 3): "BUS_OBJERR", (4, 1): "ILL_ILLOPC", (4, 2): "ILL_ILLOPN", (8, 1): "FPE_INTDIV",
}


def check_dump(path, truth):
    """minidump_dump: each record it prints. Returns a list of sentences; raises readers.Missing."""
    status, text, err = readers.run(readers.find_breakpad("minidump_dump"), path)
    problems = [] if status == 0 else [f"minidump_dump exits {status}: {err[-300:]}"]
    problems += [f"minidump_dump: {line}" for line in err.splitlines() if ": ERROR: " in line]
    problems += check_dumped_threads(text, truth)
    problems += check_dumped_modules(text, truth)
    problems += check_dumped_exception(text, truth)
    problems += check_dumped_memory(text, truth)
    return problems


def fields(text):
    return dict(re.findall(r"^ *\(?([\w.]+)\)? += (.*?) *$", text, re.MULTILINE))


def section(text, name):
    """From the line that is name to the next one that starts a list."""
    found = re.search(rf"^{name}$.*?(?=^Minidump|^MDException|^MDRaw\w*Info|\Z)", text,
                      re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def check_dumped_threads(text, truth):
    threads = section(text, "MinidumpThreadList").split("\nthread[")[1:]
    names = dict(re.findall(r"thread_id += 0x([0-9a-f]+)\n.*\n.*thread_name += \"(.*)\"", text))
    names = {int(tid, 16): name for tid, name in names.items()}
    shown = {int(fields(thread)["thread_id"], 16): thread for thread in threads}
    if shown.keys() != truth.threads.keys():
        yield f"minidump_dump shows {len(shown)} threads, there were {len(truth.threads)}"
    for tid in shown.keys() & truth.threads.keys():
        true = truth.threads[tid]
        yield from check_dumped_registers(fields(shown[tid]), true)
        yield from check_dumped_stack(shown[tid], true, truth)
        if names.get(tid) != true.comm:
            yield f"minidump_dump shows thread {tid} as {names.get(tid)!r}, was {true.comm!r}"


def check_dumped_registers(shown, thread):
    for name, true in thread.registers.items():
        if name not in thread.machine.unlisted and int(shown.get(name, "-1"), 16) != true:
            yield (f"minidump_dump shows thread {thread.tid} with {name} {shown.get(name)}, "
                   f"was {true:#x}")


def check_dumped_stack(text, thread, truth):
    stack = re.search(r"^Stack\n0x([0-9a-f]*)$", text, re.MULTILINE)
    start = int(fields(text)["stack.start_of_memory_range"], 16)
    mapping = truth.mapping_at(thread.stack_pointer)
    if not stack:
        if mapping and mapping.permissions[0] == "r":
            yield f"minidump_dump shows no stack of thread {thread.tid}"
        return
    data = bytes.fromhex(stack[1])
    true = truth.read(start, len(data))
    if true is not None and data != true:
        yield f"minidump_dump shows another stack of thread {thread.tid}"


def check_dumped_modules(text, truth):
    shown = {}
    for module in section(text, "MinidumpModuleList").split("\nmodule[")[1:]:
        values = fields(module)
        shown[int(values["base_of_image"], 16)] = (
            values["code_file"].strip('"').removesuffix(DELETED),
            values.get("cv_record.build_id") or values["code_identifier"].strip('"'))
    for true in truth.modules:
        path, build_id = shown.get(true.base, (None, None))
        if path != true.path:
            yield f"minidump_dump shows {path!r} at {true.base:#x}, was {true.path!r}"
        elif true.build_id and build_id != true.build_id.hex():
            yield f"minidump_dump shows build-id {build_id} of {path}"


def check_dumped_exception(text, truth):
    values = fields(section(text, "MDException").split("MDRawContext")[0])
    for name, true in (("thread_id", truth.tid), ("exception_record.exception_code", truth.signal),
                       ("exception_record.exception_flags", truth.code & 0xFFFFFFFF),
                       ("exception_record.exception_address", truth.address)):
        if int(values.get(name, "-1"), 16) != true:
            yield f"minidump_dump shows {name} {values.get(name)}, was {true:#x}"


def check_dumped_memory(text, truth):
    regions = section(text, "MinidumpMemoryList").split("\nregion[")[1:]
    if not regions:
        yield "minidump_dump shows no MemoryList"
    for region in regions:
        start = int(fields(region)["start_of_memory_range"], 16)
        content = re.search(r"^Memory\n0x([0-9a-f]*)$", region, re.MULTILINE)
        data = bytes.fromhex(content[1]) if content else b""
        true = truth.read(start, len(data))
        if not data or (true is not None and data != true):
            yield f"minidump_dump shows other memory at {start:#x}"


def debug_id(build_id):
    """Breakpad's form of a build-id: the first 16 bytes as a GUID, and an age of 0."""
    words = struct.unpack("<IHH", build_id[:16].ljust(16, b"\0")[:8])
    return "%08X%04X%04X" % words + build_id[8:16].ljust(8, b"\0").hex().upper() + "0"


def check_walk(path, truth, symbols=None, top_function=None):
    """minidump_stackwalk -m: crash, modules, and with symbols the function of the top frame."""
    command = [readers.find_breakpad("minidump_stackwalk"), "-m", path]
    status, text, err = readers.run(*command, *([symbols] if symbols else []))
    problems = [] if status == 0 else [f"minidump_stackwalk exits {status}: {err[-300:]}"]
    problems += check_crash_line(text, truth)
    problems += check_walked_modules(text, truth)
    frames = [line.split("|") for line in text.splitlines() if re.match(r"\d+\|\d+\|", line)]
    walked = {frame[0] for frame in frames}
    if len(walked) < min(len(truth.threads), 1):
        problems.append("minidump_stackwalk walks no thread")
    if top_function:
        crash = re.search(r"^Crash\|.*\|(\d+)$", text, re.MULTILINE)
        top = [f[3] for f in frames if crash and f[0] == crash[1] and f[1] == "0"]
        if top != [top_function]:
            problems.append(f"minidump_stackwalk's top frame is {top}, was {top_function}")
    return problems


def check_crash_line(text, truth):
    name = signal.Signals(truth.signal).name
    detail = CODE_NAMES.get((truth.signal, truth.code))
    reason = f"{name}/{detail}" if detail else name
    crash = re.search(r"^Crash\|([^|]*)\|(0x[0-9a-f]+)\|(\d+)$", text, re.MULTILINE)
    if not crash:
        yield "minidump_stackwalk shows no crash"
    elif not crash[1].replace(" ", "").startswith(reason) or int(crash[2], 16) != truth.address:
        yield f"minidump_stackwalk shows {crash[0]}, was {reason} at {truth.address:#x}"


def check_walked_modules(text, truth):
    shown = {}
    for line in text.splitlines():
        if line.startswith("Module|"):
            _, code_file, _version, _debug_file, identifier, base, _end, main = line.split("|")
            shown[int(base, 16)] = (code_file, identifier, main)
    for true in truth.modules:
        code_file, identifier, main = shown.get(true.base, (None, None, None))
        if code_file is None or code_file.removesuffix(DELETED) != os.path.basename(true.path):
            yield f"minidump_stackwalk shows {code_file!r} at {true.base:#x}, was {true.path!r}"
        elif true.build_id and identifier != debug_id(true.build_id):
            yield f"minidump_stackwalk shows {identifier} of {code_file}"
        elif (main == "1") != (true.path == truth.links["exe"].removesuffix(DELETED)):
            yield f"minidump_stackwalk takes {code_file} for {'' if main == '1' else 'not '}main"


def make_symbols(elf, directory):
    """Lays out dump_syms' output as the stackwalker looks for it: NAME/ID/NAME.sym."""
    status, text, err = readers.run(readers.find_breakpad("dump_syms"), elf)
    if status != 0 or not text.startswith("MODULE "):
        raise RuntimeError(f"dump_syms {elf}: {err}")
    _, _, _, identifier, name = text.split("\n", 1)[0].split(" ", 4)
    folder = os.path.join(directory, name, identifier)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"{name}.sym"), "w", encoding="utf-8") as file:
        file.write(text)
