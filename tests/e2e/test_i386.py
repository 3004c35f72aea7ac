# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of 32 bits on a kernel of 64: everything that a report of 64 bits has, in their form."""

import os
import signal

import minidump_file as md
import read_by_breakpad
import read_by_lldb
import read_by_obj2yaml
import truth_machines
from tap import cases, expect, expect_equal, expect_none, test

GPRS = ("eax", "ebx", "ecx", "edx", "esi", "edi", "ebp")
FAULT_ADDRESS = 0x5E60
SYSTEM_CALL_UNAME, AUDIT_ARCH_I386 = 122, 0x40000003
PI_OF_80_BITS = bytes.fromhex("35c26821a2da0fc90040")

CRASHES = {
    "of_one_thread": ("segv_threads_i386", 0, 4),
    "of_nine_threads": ("segv_threads_i386", 8, 64),
    "static": ("segv_threads_i386_static", 3, 16),
    "main_gone": ("main_gone_i386",),
    "abort": ("abort_call_i386",),
    "killed": ("killed_by_other_i386", 11),
    "seccomp": ("sigsys_seccomp_i386",),
    "overflow": ("stack_overflow_i386",),
}
SIGNALS = {"abort": (signal.SIGABRT, -6), "killed": (signal.SIGSEGV, 0),
           "seccomp": (signal.SIGSYS, 1)}


def expect_whole(crash):
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    expect_equal(crash.truth.machine, truth_machines.X86, "the machine of the truth")
    expect_equal(crash.dump.system_info.architecture, 0, "SystemInfo's architecture")
    expect(all(type(context) is truth_machines.X86.context
               for context in crash.dump.contexts.values()), "a context is not of X86")


@cases(**{name: (name, crasher) for name, crasher in CRASHES.items()})
def test_i386(session, named):
    name, crasher = named
    crash = session.shared_crash(*crasher)
    expect_whole(crash)
    expect_equal((crash.truth.signal, crash.truth.code), SIGNALS.get(name, (signal.SIGSEGV, 1)),
                 "the signal and code seen")


@test
def test_i386_of_500_threads(session):
    crash = session.crash("segv_threads_i386", 500, 8)
    expect_none(crash.problems())
    expect_equal(len(crash.dump.threads), 501, "the number of threads")


@test
def test_i386_has_known_registers(session):
    """Not what the recorder says, but what the program's source says."""
    crash = session.shared_crash("segv_threads_i386", 8, 64)
    context = crash.dump.contexts[crash.truth.tid]
    expect_equal(context.gprs["eax"], FAULT_ADDRESS, "eax")
    for number, name in enumerate(GPRS[1:], 1):
        expect_equal(context.gprs[name], 0x5EC00000 | number, name)
    expect_known_xmm(context, 0)
    expect_equal(context.float_save[28:38], PI_OF_80_BITS, "st0 in the FSAVE image")
    expect_equal(context.fxsave[32:42], PI_OF_80_BITS, "st0 in the FXSAVE image")
    workers = {name: tid for tid, name in crash.dump.thread_names.items()}
    for worker in range(1, 9):
        context = crash.dump.contexts[workers[f"worker-{worker}"]]
        for name in ("edi", "ebp"):
            expect_equal(context.gprs[name], 0x5EC00000 | worker << 8 | GPRS.index(name),
                         f"worker {worker}'s {name}")
        expect_known_xmm(context, worker)


def expect_known_xmm(context, thread):
    for register in range(8):
        known = bytes((thread * 7 + register * 32 + k) % 251 for k in range(16))
        expect_equal(context.xmm(register), known, f"xmm{register} of thread {thread}")


@test
def test_i386_stack_has_its_pattern(session):
    crash = session.shared_crash("segv_threads_i386", 8, 64)
    for thread in crash.dump.threads:
        stack = crash.dump.data[thread.stack.rva : thread.stack.rva + thread.stack.size]
        for kib in range(4, 57, 4):
            words = b"".join((0x57AC << 48 | kib << 16 | i).to_bytes(8, "little")
                             for i in range(8, 500))
            expect(words in stack, f"thread {thread.tid}: no frame of {kib} KiB in its stack")


@test
def test_i386_modules(session):
    """The program, its libraries, the dynamic linker and the vDSO, each with its build-id."""
    crash = session.shared_crash("segv_threads_i386", 8, 64)
    modules = {os.path.basename(module.name): module for module in crash.dump.modules}
    for name in ("segv_threads_i386", "libc.so.6", "ld-linux.so.2", "linux-gate.so"):
        expect(name in modules, f"no {name} among {sorted(modules)}")
        expect(modules[name].build_id, f"{name} has no build-id")
    expect(all(module.base < 1 << 32 for module in crash.dump.modules), "a module above 4 GiB")


@test
def test_i386_link_map(session):
    """DSO debug in its 32-bit form: version, map, count, brk, ldbase, dynamic, of 4 bytes each."""
    crash = session.shared_crash("segv_threads_i386", 8, 64)
    debug = crash.dump.stream(md.DSO_DEBUG)
    words = [int.from_bytes(debug[i : i + 4], "little") for i in range(0, 24, 4)]
    expect_equal((words[0], words[2]), (1, 4), "r_version and the number of objects")
    names = []
    for i in range(words[2]):
        entry = crash.dump.data[words[1] + 12 * i :]
        name = int.from_bytes(entry[4:8], "little")
        names.append(os.path.basename(crash.dump.string(name, "name of an object")))
    expect_equal(sorted(names), ["", "ld-linux.so.2", "libc.so.6", "linux-gate.so.1"],
                 "the objects")


@test
def test_i386_of_a_module_loaded_late(session):
    module = session.crasher("module_crash_i386")
    crash = session.crash("dlopen_module_i386", module)
    expect_whole(crash)
    expect_equal(crash.extra["WhereModule"], os.path.realpath(module), "where it crashed")


@test
def test_i386_of_a_deleted_module(session):
    path = session.installation.path("gone_i386.so")
    with open(session.crasher("module_crash_i386"), "rb") as source, open(path, "wb") as copy:
        copy.write(source.read())
    os.chmod(path, 0o755)
    crash = session.crash("dlopen_module_i386", path, "unlink")
    expect_whole(crash)
    expect_equal(crash.extra["WhereModule"].removesuffix(" (deleted)"), path, "where it crashed")


@test
def test_i386_signal_details(session):
    """Fields of the 32-bit siginfo, whose union starts 4 bytes earlier."""
    seccomp = session.shared_crash(*CRASHES["seccomp"])
    expect_equal(seccomp.dump.exception.parameters, (SYSTEM_CALL_UNAME, AUDIT_ARCH_I386),
                 "the refused system call")
    killed = session.shared_crash(*CRASHES["killed"])
    expect_equal(killed.extra["SenderProcessId"], str(killed.told["sender"]), "the sender")
    expect("CrashAddress" not in killed.extra, "a sent signal has an address")
    fault = session.shared_crash(*CRASHES["of_nine_threads"])
    expect_equal(int(fault.extra["CrashAddress"], 16), FAULT_ADDRESS, "the address")
    expect_equal(fault.extra["Architecture"], "i386", ".extra's Architecture")


@test
def test_i386_overflow_keeps_both_ends(session):
    crash = session.shared_crash("stack_overflow_i386")
    stack = next(m for m in crash.truth.mappings if m.path == "[stack]")
    expect(crash.dump.memory_at(stack.start, 256 << 10) is not None, "the deep end is not whole")
    base = stack.end - (64 << 10)
    expect(crash.dump.memory_at(base, crash.truth.environment[0] - base) is not None,
           "the base of the stack is not whole")


@cases(lldb=read_by_lldb.check, minidump_dump=read_by_breakpad.check_dump,
       minidump_stackwalk=read_by_breakpad.check_walk, obj2yaml=read_by_obj2yaml.check)
def test_i386_is_shown_by(session, check):
    for name in ("of_nine_threads", "abort", "static", "main_gone", "overflow"):
        crash = session.shared_crash(*CRASHES[name])
        expect_none(f"{name}: {problem}" for problem in check(crash.dmp, crash.truth))


@cases(threads=("segv_threads_i386", "known_registers_fault_at", 8, 64),
       overflow=("stack_overflow_i386", "descend"))
def test_i386_stackwalk_names_the_function_of(session, crasher):
    program, function, *arguments = crasher
    crash = session.shared_crash(program, *arguments)
    symbols = session.installation.path("symbols")
    read_by_breakpad.make_symbols(session.crasher(program), symbols)
    expect_none(read_by_breakpad.check_walk(crash.dmp, crash.truth, symbols, function))
