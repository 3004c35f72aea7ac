# SPDX-License-Identifier: GPL-2.0-or-later
"""A core file becomes the minidump that a live capture of the same process would have been, less
what only /proc knows."""

import json
import os
import subprocess

import compare_truth
import kernel_core
import minidump_rules
import read_by_breakpad
import read_by_lldb
import read_by_obj2yaml
from minidump_file import Minidump
from tap import cases, expect, expect_equal, expect_none, test
from test_mappings import room_for_mappings

CRASHES = {
    "one_thread": ("divide",),
    "threads": ("segv_threads", 8, 64),
    "abort": ("abort_call",),
    "main_gone": ("main_gone",),
    "static": ("segv_threads_static", 3, 16),
    "static_pie": ("segv_threads_static_pie", 3, 16),
    "no_build_id": ("segv_threads_no_build_id", 3, 16),
    "overflow": ("stack_overflow",),
    "killed": ("killed_by_other", 11),
    "secret": ("dontdump_secret",),
    "i386": ("segv_threads_i386", 3, 8),
    "i386_static": ("segv_threads_i386_static", 3, 8),
}
AT_RANDOM = 25
N_MAPPINGS, PN_XNUM = 66_000, 0xFFFF
PARTS = (compare_truth.compare_registers, compare_truth.compare_exception,
         compare_truth.compare_modules, compare_truth.compare_memory,
         compare_truth.compare_stacks, compare_truth.compare_secrets,
         compare_truth.compare_process)


# A core does not tell when it was made, nor on how many processors.
UNKNOWN = {"no time of the crash in the header", "no processors"}


class Converted:
    """The minidump of a core, and what its .extra says."""

    def __init__(self, session, core, **options):
        directory = session.new_directory()
        self.dmp, extra = os.path.join(directory, "x.dmp"), os.path.join(directory, "x.extra")
        result = run(session, core, "-o", self.dmp, f"--extra={extra}", **options)
        expect_equal(result.returncode, 0, f"minidump-converter: {result.stderr} its status")
        self.dump = Minidump.open(self.dmp)
        with open(extra, encoding="utf-8") as file:
            self.extra = json.load(file)
        self.soft_errors = {error["code"]: error for error in
                            json.loads(self.extra.get("SoftErrors", "[]"))}

    def problems(self, truth):
        """Broken rules, and differences from the truth in what a core can tell."""
        yield from set(minidump_rules.check(self.dump)) - UNKNOWN
        for part in PARTS:
            yield from part(self.dump, truth)
        if {thread.tid for thread in self.dump.threads} != truth.threads.keys():
            yield f"threads {[thread.tid for thread in self.dump.threads]}"
        if not self.dump.memory:
            yield "no memory"


def run(session, core, *arguments, **options):
    program = session.installation.program("minidump-converter")
    return subprocess.run([program, core, *arguments], capture_output=True, text=True, check=False,
                          timeout=60, **options)


RECORDED = {}


def recorded(session, crasher):
    """One crash and its core for several tests that only look at them."""
    if crasher not in RECORDED:
        RECORDED[crasher] = hide_strings(*kernel_core.record(session, *crasher))
    return RECORDED[crasher]


def hide_strings(crash, core):
    """A core does not tell where the environment starts: all strings above AT_RANDOM's bytes are
    left out."""
    crash.truth.environment = (crash.truth.auxv[AT_RANDOM] + 16, crash.truth.environment[1])
    return crash, core


@cases(**CRASHES)
def test_core_file_of(session, crasher):
    crash, core = recorded(session, crasher)
    converted = Converted(session, core)
    expect_none(converted.problems(crash.truth))
    expect(converted.soft_errors.keys() <= {"memory_unreadable"},  # code, which is not in it
           f"soft errors {converted.soft_errors}")
    expect_equal(converted.extra["Executable"], crash.truth.links["exe"], "Executable")


@test
def test_core_file_with_all_pages(session):
    crash, core = hide_strings(*kernel_core.record(session, *CRASHES["threads"], is_full=True))
    converted = Converted(session, core)
    expect_none(converted.problems(crash.truth))
    expect_none(compare_truth.compare_instructions(converted.dump, crash.truth))
    expect_equal(converted.soft_errors, {}, "soft errors")


@cases(threads=CRASHES["threads"], static=CRASHES["static"], main_gone=CRASHES["main_gone"])
def test_core_from_a_pipe(session, crasher):
    """The same as from the file, byte for byte."""
    crash, core = recorded(session, crasher)
    with open(core, "rb") as file:
        cat = subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE)
    with cat:
        piped = Converted(session, "-", stdin=cat.stdout)
        cat.stdout.close()
    expect_none(piped.problems(crash.truth))
    from_file = Converted(session, core)
    expect(piped.dump.data == from_file.dump.data, "a pipe and a file give different minidumps")


@cases(one_thread=CRASHES["one_thread"], threads=CRASHES["threads"])
def test_readers_show_core(session, crasher):
    crash, core = recorded(session, crasher)
    dmp = Converted(session, core).dmp
    expect_none(read_by_obj2yaml.check(dmp, crash.truth))
    expect_none(read_by_lldb.check(dmp, crash.truth))
    expect_none(read_by_breakpad.check_walk(dmp, crash.truth))


@cases(at_the_header=64, in_the_headers=300, in_the_notes=4000, in_the_threads=20000)
def test_core_file_cut(session, size):
    """What is there is converted; a soft error says that it is not all."""
    crash, core = recorded(session, CRASHES["threads"])
    with open(core, "rb") as file:
        data = file.read()
    cut = os.path.join(session.new_directory(), "cut")
    with open(cut, "wb") as file:
        file.write(data[:size])
    converted = Converted(session, cut)
    expect({"core_head_truncated", "core_truncated"} & converted.soft_errors.keys(),
           f"soft errors {converted.soft_errors}")
    expect_equal(converted.extra["CaptureComplete"], "0", "CaptureComplete")
    expect({thread.tid for thread in converted.dump.threads} <= crash.truth.threads.keys() | {0},
           "a thread that did not exist")


@test
def test_core_file_cut_in_memory(session):
    crash, core = recorded(session, CRASHES["threads"])
    size = os.path.getsize(core)
    cut = os.path.join(session.new_directory(), "cut")
    for part in range(1, 8):
        with open(core, "rb") as file, open(cut, "wb") as out:
            out.write(file.read(size * part // 8))
        converted = Converted(session, cut)
        expect("core_truncated" in converted.soft_errors, f"{part}/8: {converted.soft_errors}")
        expect_none(compare_truth.compare_registers(converted.dump, crash.truth))
        expect_none(compare_truth.compare_memory(converted.dump, crash.truth))
        expect_none(set(minidump_rules.check(converted.dump)) - UNKNOWN)


@test
def test_core_file_of_66000_mappings(session):
    """e_phnum does not tell how many, and there is no NT_FILE any more: modules have the names that
    the linker knows, and their build-ids."""
    with room_for_mappings(N_MAPPINGS + 1000):
        crash, core = hide_strings(*kernel_core.record(session, "many_mappings", N_MAPPINGS))
    with open(core, "rb") as file:
        expect_equal(int.from_bytes(file.read(64)[56:58], "little"), PN_XNUM, "e_phnum")
    converted = Converted(session, core)
    os.unlink(core)
    expect_none(problem for problem in converted.problems(crash.truth)
                if problem not in set(compare_truth.compare_modules(converted.dump, crash.truth)))
    expect_equal({(module.base, module.build_id) for module in converted.dump.modules},
                 {(module.base, module.build_id) for module in crash.truth.modules}, "modules")
    expect(converted.soft_errors.keys() <= {"memory_unreadable"},
           f"soft errors {converted.soft_errors}")
    expect(len(converted.dump.memory_info) >= N_MAPPINGS,
           f"{len(converted.dump.memory_info)} mappings")


GDB = """set pagination off
run
gcore {core}
kill
"""


@test
def test_gcore(session):
    """gdb's: notes in another order, another choice of mappings, no MADV_DONTDUMP."""
    directory = session.new_directory()
    core, script = os.path.join(directory, "core"), os.path.join(directory, "script")
    with open(script, "w", encoding="ascii") as file:
        file.write(GDB.format(core=core))
    subprocess.run(["gdb", "-q", "-nx", "-batch", "-x", script, "--args",
                    session.crasher("segv_threads"), "3", "8"], check=True, capture_output=True,
                   stdin=subprocess.DEVNULL, timeout=60)
    converted = Converted(session, core)
    expect_equal(converted.soft_errors, {}, "soft errors")
    expect_none(set(minidump_rules.check(converted.dump)) - UNKNOWN)
    expect_equal(len(converted.dump.threads), 4, "the number of threads")
    expect_equal(converted.extra["SignalNumber"], "11", "SignalNumber")
    expect_equal(converted.extra["SignalCode"], "SEGV_MAPERR", "SignalCode")
    names = [os.path.basename(module.name) for module in converted.dump.modules]
    expect_equal(names[0], "segv_threads", "the first module")
    expect({"linux-gate.so", "libc.so.6"} <= set(names), f"modules {names}")
    for module in converted.dump.modules:
        expect(module.build_id, f"{module.name} has no build-id")


REFUSED = {
    "nothing": (b"", "empty"),
    "text": (b"hello, world\n" * 20, "neither an intermediate dump nor an ELF core"),
    "start_of_elf": (b"\x7fELF\x02\x01\x01", "ends before it tells anything"),
    "unknown_machine": (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x04\0\xf3\0" + bytes(44),
                        "architecture"),
    "big_endian": (b"\x7fELF\x02\x02\x01" + bytes(9) + b"\0\x04\0\x15" + bytes(44),
                   "architecture"),
}


@cases(**REFUSED)
def test_no_core(session, refused):
    data, reason = refused
    directory = session.new_directory()
    path = os.path.join(directory, "input")
    with open(path, "wb") as file:
        file.write(data)
    result = run(session, path, "-o", os.path.join(directory, "x.dmp"))
    expect_equal(result.returncode, os.EX_DATAERR, "the status")
    expect(reason in result.stderr and path in result.stderr, f"it says {result.stderr!r}")
    expect_equal(os.listdir(directory), ["input"], "files")


@test
def test_no_core_but_a_program(session):
    directory = session.new_directory()
    result = run(session, "/bin/true", "-o", os.path.join(directory, "x.dmp"))
    expect_equal(result.returncode, os.EX_DATAERR, "the status")
    expect("no core: a program or a library" in result.stderr, f"it says {result.stderr!r}")
