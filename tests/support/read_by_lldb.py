# SPDX-License-Identifier: GPL-2.0-or-later
"""Opens a minidump with LLDB and compares what it shows with a truth record."""

import os
import re
import signal
import tempfile

import compare_truth
import readers
from truth import DELETED

# LLDB starts a command for each: more threads than this are not asked for one by one.
MAX_THREADS_READ = 24
STACK_BYTES = 4096
REGISTERS = {"rflags": "eflags"}


def check(path, truth):
    """Returns a list of sentences. Raises readers.Missing."""
    lldb = readers.find_lldb()
    with tempfile.TemporaryDirectory() as directory:
        first = run(lldb, path, ["thread list", "image list -u -h -f"])
        order = [int(tid) for tid in re.findall(r"thread #\d+: tid = (\d+)", first)]
        problems = [*check_threads(first, order, truth), *check_modules(first, truth)]
        for number, tid in list(enumerate(order, 1))[:MAX_THREADS_READ]:
            if tid in truth.threads:
                problems += check_thread(lldb, path, number, truth.threads[tid], truth, directory)
        return problems


def backtrace(path):
    """The names of the functions that LLDB finds on the crashing thread's stack, innermost first.
    Raises readers.Missing."""
    text = run(readers.find_lldb(), path, ["thread backtrace"])
    return re.findall(r"frame #\d+: 0x[0-9a-f]+ \S+`([^\s(+]+)", text)


def run(lldb, path, commands):
    arguments = [argument for command in commands for argument in ("-o", command)]
    status, out, err = readers.run(lldb, "--batch", "--no-lldbinit", "-c", path, *arguments)
    if status != 0:
        return f"{out}\n{err}\nexit status {status}"
    return out


def check_threads(text, order, truth):
    if sorted(order) != sorted(truth.threads):
        yield f"LLDB shows {len(order)} threads, there were {len(truth.threads)}"
    stopped = re.search(r"\* thread #\d+: tid = (\d+).*stop reason = signal (\w+)", text)
    name = signal.Signals(truth.signal).name
    if not stopped or (int(stopped[1]), stopped[2]) != (truth.tid, name):
        yield f"LLDB does not say that thread {truth.tid} stopped with {name}: {stopped}"


def check_modules(text, truth):
    shown = {}
    for uuid, base, path in re.findall(r"^\[ *\d+\] ([0-9A-F-]*) +0x([0-9a-f]+) (.*?) *$", text,
                                       re.MULTILINE):
        shown[int(base, 16)] = (uuid.replace("-", "").lower(), path.split(" (0x")[0].strip())
    for module in truth.modules:
        uuid, path = shown.get(module.base, (None, None))
        if uuid is None:
            yield f"LLDB does not show {module.path} at {module.base:#x}"
            continue
        # LLDB keeps 20 bytes of an id, and makes one up where there is none.
        if module.build_id and uuid != module.build_id.hex()[:40]:
            yield f"LLDB shows build-id {uuid} of {module.path}, was {module.build_id.hex()}"
        if path.removesuffix(DELETED) != os.path.normpath(module.path):
            yield f"LLDB shows {path!r} at {module.base:#x}, was {module.path!r}"


def check_thread(lldb, path, number, thread, truth, directory):
    sp = thread.stack_pointer
    stack_file = os.path.join(directory, str(number))
    commands = [f"thread select {number}", "register read"]
    size = next((min(STACK_BYTES, end - sp) for start, end in
                 compare_truth.wanted_stack(truth, thread.tid) if start <= sp < end), 0)
    if size:
        commands.append(f"memory read --force --binary --outfile {stack_file} {sp} {sp + size}")
    text = run(lldb, path, commands)
    shown = {REGISTERS.get(name, name): int(value, 16)
             for name, value in re.findall(r"^ *(\w+) = 0x([0-9a-f]+)", text, re.MULTILINE)}
    for name, true in thread.registers.items():
        if name not in thread.machine.unlisted and shown.get(name) != true:
            yield f"LLDB shows thread {thread.tid} with {name} {shown.get(name)}, was {true}"
    if size:
        yield from check_stack(stack_file, truth.read(sp, size), thread.tid)


def check_stack(stack_file, true, tid):
    try:
        with open(stack_file, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        yield f"LLDB cannot read the stack of thread {tid}"
        return
    if data != true:
        yield f"LLDB shows another stack of thread {tid}"
