# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of other languages' runtimes, each crashing in the way that is natural to it."""

import os
import shutil
import signal
import subprocess

import compare_truth
import readers
from tap import Skip, cases, expect, expect_equal, expect_none, test

GO = """package main

type node struct{ next *node }

func main() {
	var head *node
	head.next = head
}
"""
RUST = """fn main() {
    if std::env::args().count() > 1 {
        panic!("as the test wants");
    }
    unsafe { std::ptr::null_mut::<u8>().write_volatile(1) };
}
"""
JAVA = """import java.lang.reflect.Field;

public class Crash {
    public static void main(String[] arguments) throws Exception {
        Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        ((sun.misc.Unsafe) field.get(null)).putAddress(0, 0);
    }
}
"""
# name: (interpreter, arguments, signal, a part of the name of a module that must be there)
SCRIPTS = {
    "python_segv": ("/usr/bin/python3", ("-c", "import ctypes; ctypes.string_at(0)"),
                    signal.SIGSEGV, "_ctypes"),
    "python_abort": ("/usr/bin/python3", ("-c", "import os; os.abort()"), signal.SIGABRT, "libc"),
    "perl_kill": ("/usr/bin/perl", ("-e", "kill 'SEGV', $$; sleep 9"), signal.SIGSEGV, "libc"),
    "perl_dump": ("/usr/bin/perl", ("-e", "CORE::dump()"), signal.SIGABRT, "libc"),
    "node_abort": ("/usr/bin/node", ("-e", "process.abort()"), signal.SIGABRT, "node"),
}


def expect_report(crash, program, number, module):
    """Threads that were not stopped when the signal came may have gone on: they are not compared
    byte for byte, but the crashing one is, with its stack."""
    truth, dump = crash.truth, crash.dump
    expect_equal(truth.signal, int(number), "the signal seen")
    expect_none(dump.problems)
    expect_none([*compare_truth.compare_thread_lists(dump, truth),
                 *compare_truth.compare_exception(dump, truth),
                 *compare_truth.compare_modules(dump, truth),
                 *compare_truth.compare_texts(dump, truth), *crash.extra_problems()])
    crashing = truth.crashing_thread
    expect_none([*compare_truth.compare_context(dump.contexts[truth.tid], crashing, "the thread"),
                 *compare_truth.compare_context(dump.exception_context, crashing, "exception")])
    expect_equal(crash.extra["Executable"], os.path.realpath(program), "the program")
    expect(any(module in os.path.basename(item.name) for item in dump.modules), f"no {module}")
    for start, end in compare_truth.wanted_stack(truth, truth.tid):
        expect(dump.memory_at(start, end - start) is not None, "its stack is not whole")
    expect_equal(dump.memory_at(crashing.stack_pointer, 256),
                 truth.read(crashing.stack_pointer, 256), "the top of its stack")
    expect_lldb_opens(crash)


def expect_lldb_opens(crash):
    status, out, err = readers.run(readers.find_lldb(), "--batch", "--no-lldbinit", "-c",
                                   crash.dmp, "-o", "thread list")
    expect_equal(status, 0, f"LLDB's exit status ({err[-200:]})")
    expect_equal(out.count(": tid = "), len(crash.truth.threads), "the threads that LLDB shows")
    expect(f"signal {signal.Signals(crash.truth.signal).name}" in out, "LLDB shows no signal")


def need(program):
    if shutil.which(program) is None:
        raise Skip(f"{program} is not installed")
    return program


def build(session, name, text, *command, **environment):
    """A source file in a directory of its own, and a compiler's run on it. The directory."""
    directory = session.new_directory()
    with open(os.path.join(directory, name), "w", encoding="ascii") as file:
        file.write(text)
    result = subprocess.run([need(command[0]), *command[1:], name], cwd=directory, text=True,
                            env={"PATH": "/usr/bin:/bin", "HOME": directory, **environment},
                            capture_output=True, check=False, timeout=300)
    expect_equal(result.returncode, 0, f"{command[0]}'s exit status ({result.stderr[-300:]})")
    return directory


@cases(**SCRIPTS)
def test_language(session, script):
    program, arguments, number, module = script
    crash = session.crash(need(program), *arguments, stderr=subprocess.DEVNULL)
    expect_report(crash, program, number, module)


@test
def test_language_go(session):
    """A nil dereference: its runtime catches the fault, and with "crash" ends by an abort."""
    directory = build(session, "crash.go", GO, "/usr/bin/go", "build", "-o", "crash",
                      GOFLAGS="-mod=mod", GO111MODULE="off")
    program = os.path.join(directory, "crash")
    crash = session.crash(program, env={"GOTRACEBACK": "crash"}, stderr=subprocess.DEVNULL)
    expect_report(crash, program, signal.SIGABRT, "crash")
    expect(len(crash.truth.threads) > 1, "Go had no threads of its own")


@cases(segv=((), signal.SIGSEGV), panic=(("x",), signal.SIGABRT))
def test_language_rust(session, crasher):
    arguments, number = crasher
    directory = build(session, "crash.rs", RUST, "/usr/bin/rustc", "-C", "panic=abort")
    program = os.path.join(directory, "crash")
    crash = session.crash(program, *arguments, stderr=subprocess.DEVNULL)
    expect_report(crash, program, number, "crash")


@test
def test_language_java(session):
    """The virtual machine writes a report of its own on the fault, and aborts."""
    directory = build(session, "Crash.java", JAVA, "/usr/bin/javac", "-nowarn")
    crash = session.crash(need("/usr/bin/java"), "-Xmx64m", "-XX:+UseSerialGC", "-cp", directory,
                          "Crash", stderr=subprocess.DEVNULL)
    expect_report(crash, crash.truth.links["exe"], signal.SIGABRT, "libjvm")
