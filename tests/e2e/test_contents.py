# SPDX-License-Identifier: GPL-2.0-or-later
"""What a report holds besides registers and memory, and what it must not hold."""

import os
import re
import stat

import compare_truth
import minidump_file as md
from tap import cases, expect, expect_equal, expect_none, test

SECRET = "e2e-secret-7f3a9c"
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "Europe/Berlin", "SHELL": "/bin/sh",
    "LD_LIBRARY_PATH": "/nonexistent", "API_TOKEN": SECRET, "LANGUAGE_KEY": SECRET + "-2",
}
LIMIT_FDS = 1024  # lib/capture/limits.h
ALLOWED = ("PATH", "LANG", "TZ", "SHELL", "LD_LIBRARY_PATH")


def everything_written(crash):
    """Name and bytes of each file of the report."""
    for suffix in (".dmp", ".extra"):
        with open(crash.file(suffix), "rb") as file:
            yield suffix, file.read()


def expect_no_secret(crash):
    """It was there, it was marked, and it is in no file of the report."""
    expect(any(start <= crash.told["secret"] < end for start, end in crash.truth.secret_ranges),
           "the truth does not know of the marked memory")
    secret = bytes((37 * i + 11) % 256 for i in range(64))
    expect(crash.truth.read(crash.told["secret"], 64) == secret, "the secret was not there")
    for suffix, data in everything_written(crash):
        expect(secret[:16] not in data and secret[40:56] not in data, f"the secret is in {suffix}")


@cases(anonymous=(), heap=("heap",), page_of_stack=("stack",), file_made_read_only=("file",))
def test_contents_leave_out_what_is_marked(session, where):
    """MADV_DONTDUMP memory, to which registers and stack of the crashing thread point."""
    crash = session.crash("dontdump_secret", *where)
    expect_none(crash.problems())
    expect_no_secret(crash)


@test
def test_contents_leave_out_a_stack_that_is_marked(session):
    """All of the crashing thread's: the report says why there is none, and holds the rest."""
    crash = session.crash("dontdump_secret", "thread")
    expect_no_secret(crash)
    stack = crash.truth.crashing_thread.registers["rsp"]
    expect_equal(crash.dump.memory_at(stack, 8), None, "the stack")
    expect_none(compare_truth.compare_registers(crash.dump, crash.truth))
    expect_none(compare_truth.compare_secrets(crash.dump, crash.truth))
    expect_equal([error["code"] for error in crash.soft_errors], ["excluded_memory"],
                 "the soft errors")


@test
def test_contents_see_behind_a_filter(session):
    """A coredump_filter of 0 hides no stack from us, and what is marked nevertheless."""
    crash = session.crash("dontdump_secret", "filter")
    expect_none(crash.problems())
    stack = crash.truth.crashing_thread.stack_pointer
    expect(crash.dump.memory_at(stack, 64) is not None, "no stack of the crashing thread")
    expect_no_secret(crash)


@test
def test_contents_follow_no_link_to_what_is_marked(session):
    """The dynamic linker's list leads to marked memory: the rest of the report is there."""
    crash = session.crash("dontdump_secret", "links")
    expect_none(compare_truth.compare_memory(crash.dump, crash.truth))
    expect_none(compare_truth.compare_stacks(crash.dump, crash.truth))
    expect_equal(crash.extra["ModuleCount"], str(len(crash.truth.modules)), "modules")
    expect_no_secret(crash)


@test
def test_contents_filter_the_environment(session):
    """Values that are not on the list stay out of the text, and out of the stack's memory."""
    crash = session.crash("abort_call", env=ENVIRONMENT)
    text = crash.dump.stream(md.ENVIRON)
    shown = dict(entry.partition(b"=")[::2] for entry in text.split(b"\0") if entry)
    for name in ALLOWED:
        expect_equal(shown.get(name.encode()), ENVIRONMENT[name].encode(), f"variable {name}")
    expect(SECRET.encode() not in text, "a variable that is not on the list has its value")
    expect(b"API_TOKEN" in text, "the name of a variable is missing")
    for suffix, data in everything_written(crash):
        expect(SECRET.encode() not in data, f"the value is in {suffix}")


@test
def test_contents_list_descriptors(session):
    crash = session.crash("many_fds")
    expect_none(crash.problems())
    handles = {handle.handle: handle for handle in crash.dump.handles}
    expect(len(handles) >= 14 and 200 in handles and 511 in handles, f"handles {sorted(handles)}")
    names = [handle.object_name for handle in crash.dump.handles]
    for part in ("/dev/null", "pipe:[", "socket:[", "(deleted)", "memfd:many fds", "eventpoll"):
        expect(any(part in name for name in names), f"no {part} among {names}")


@test
def test_contents_count_descriptors_over_the_limit(session):
    crash = session.crash("very_many_fds", 3000)
    expect_equal(len(crash.dump.handles), LIMIT_FDS, "the number of handles")
    errors = [error for error in crash.soft_errors if error["subject"] == "fds"]
    expect_equal([error["code"] for error in errors], ["too_many"], "soft errors")
    if os.stat("/proc/self/fd").st_size > 0:  # since Linux 6.2
        expect_equal(int(errors[0]["count"]), crash.told["fds"] - LIMIT_FDS, "those left out")


@test
def test_contents_strange_arguments(session):
    crash = session.crash("abort_call", "two words", "new\nline", "quote'\"", "\x1b[31mred", "")
    expect_none(crash.problems())
    line = crash.extra["CommandLine"]
    expect("\n" not in line and "\x1b" not in line, f"control characters in {line!r}")
    expect("'two words'" in line, f"no quoting in {line!r}")


@test
def test_contents_text_streams(session):
    crash = session.shared_crash("segv_threads", 8, 64)
    for kind in (md.CPU_INFO, md.PROC_STATUS, md.LSB_RELEASE, md.CMD_LINE, md.ENVIRON, md.AUXV,
                 md.MAPS, md.DSO_DEBUG, md.LINUX_LIMITS):
        expect(crash.dump.stream(kind) is not None, f"no stream {kind:#x}")
    with open("/etc/os-release", "rb") as file:
        expect_equal(crash.dump.stream(md.LSB_RELEASE), file.read(), "os-release")
    expect(crash.dump.stream(md.CPU_INFO).startswith(b"processor\t: 0\n"), "no processor 0")


@test
def test_contents_system(session):
    info = session.shared_crash("segv_threads", 8, 64).dump.system_info
    uname = os.uname()
    expect(uname.release in info.csd and uname.machine in info.csd, f"CSD version {info.csd!r}")
    release = tuple(map(int, re.match(r"\d+(?:\.\d+){0,2}", uname.release)[0].split(".")))
    expect_equal(info.version[: len(release)], release, "the kernel's version")
    expect_equal(info.n_cpus, min(255, os.cpu_count()), "the number of processors")


@test
def test_contents_create_time(session):
    crash = session.shared_crash("segv_threads", 8, 64)
    after_name = crash.truth.file("stat").rpartition(b")")[2].split()
    ticks = int(after_name[19])
    with open("/proc/stat", encoding="ascii") as file:
        boot = next(int(line.split()[1]) for line in file if line.startswith("btime "))
    created = boot + ticks / os.sysconf("SC_CLK_TCK")
    expect(abs(crash.dump.misc.create_time - created) <= 2,
           f"MiscInfo's create time is {crash.dump.misc.create_time}, was {created}")
    expect(abs(crash.dump.time - int(crash.extra["CrashTime"])) <= 1, "the header's time")


@test
def test_contents_of_the_log(session):
    """One line for each crash, that tells which program, which signal, which report."""
    session.guard()
    log = session.log
    session.expect_settled()
    before = len(log.lines())
    crash = session.crash("abort_call")
    session.expect_settled()
    lines = log.lines()[before:]
    expect_equal(len(lines), 1, f"the number of lines in the kernel log ({lines})")
    for part in ("abort_call", "SIGABRT", crash.id):
        expect(part in lines[0], f"no {part} in {lines[0]!r}")


@test
def test_contents_are_not_for_everybody(session):
    crash = session.shared_crash("segv_threads", 8, 64)
    for suffix in (".dmp", ".extra"):
        mode = stat.S_IMODE(os.stat(crash.file(suffix)).st_mode)
        expect(mode & 0o027 == 0, f"{suffix} has mode {mode:o}")
