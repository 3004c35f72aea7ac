# SPDX-License-Identifier: GPL-2.0-or-later
"""The verbs of minidumpctl that open a minidump, on real reports and on files."""

import hashlib
import io
import json
import os
import re
import subprocess
import tarfile

import readers
from tap import cases, expect, expect_equal, test

CHAIN = ["frame_three", "frame_two", "frame_one", "start"]


def ctl(session, *arguments, status=0):
    result = session.installation.ctl(*arguments)
    expect_equal(result.returncode, status,
                 f"exit status of minidumpctl {' '.join(arguments)} ({result.stderr.strip()})")
    return result.stdout


def shown(session, verb, crash, *arguments):
    """The one object that the verb prints as JSON."""
    objects = json.loads(ctl(session, verb, crash.id, "--json", *arguments))
    expect_equal([o["id"] for o in objects], [crash.id], f"ids that {verb} shows")
    return objects[0]


def shared(session):
    return session.shared_crash("segv_threads", 8, 64)


def functions(backtrace):
    return [(frame["symbol"] or "?").split("+")[0] for frame in backtrace]


@test
def test_dump_threads(session):
    crash = shared(session)
    threads = shown(session, "threads", crash)["threads"]
    truth = crash.truth
    expect_equal(sorted(t["tid"] for t in threads), sorted(truth.threads), "tids")
    expect_equal([t["tid"] for t in threads if t["crashing"]], [truth.tid], "who crashed")
    for thread in threads:
        true = truth.threads[thread["tid"]]
        expect_equal((thread["name"], int(thread["ip"], 16), int(thread["sp"], 16)),
                     (true.comm, true.instruction_pointer, true.stack_pointer),
                     f"thread {thread['tid']}")
    text = ctl(session, "threads", crash.id)
    expect(re.search(rf"^\* +{truth.tid} ", text, re.MULTILINE), f"no asterisk in\n{text}")


@test
def test_dump_modules(session):
    crash = shared(session)
    modules = shown(session, "modules", crash)["modules"]
    expect_equal([(int(m["base"], 16), m["path"], m["build_id"], m["deleted"]) for m in modules],
                 [(m.base, m.path, m.build_id.hex() or None, False)
                  for m in sorted(crash.truth.modules)], "modules")
    main = [m["path"] for m in modules if m["main"]]
    expect_equal(main, [crash.truth.links["exe"]], "the main module")
    text = ctl(session, "modules", crash.id)
    for module in crash.truth.modules:
        expect(f"{module.base:#x}" in text and module.build_id.hex() in text, text)


@test
def test_dump_maps(session):
    crash = shared(session)
    maps = shown(session, "maps", crash)["maps"]
    true = [(m.start, m.end, m.permissions, m.path) for m in crash.truth.mappings]
    expect_equal([(int(m["start"], 16), int(m["end"], 16), m["flags"], m["path"]) for m in maps],
                 true, "mappings")
    memory = sum(m["captured"] for m in maps)
    expect_equal(memory, int(crash.extra["MemoryBytes"]), "bytes captured of all mappings")


@test
def test_dump_fds(session):
    crash = shared(session)
    fds = {str(fd["fd"]): fd["target"] for fd in shown(session, "fds", crash)["fds"]}
    true = {name.removeprefix("fd/"): target for name, target in crash.truth.links.items()
            if name.startswith("fd/")}
    expect(fds, "no descriptors")
    if true:
        expect_equal(fds, true, "descriptors")
    expect_equal(fds["0"], "/dev/null", "descriptor 0")
    expect("/dev/null" in ctl(session, "fds", crash.id), "no target in the table")


@test
def test_dump_process(session):
    crash = shared(session)
    process = shown(session, "process", crash)["process"]
    links = crash.truth.links
    for field, true in (("pid", crash.pid), ("tid", crash.truth.tid), ("uid", os.getuid()),
                        ("gid", os.getgid()), ("exe", links["exe"]), ("cwd", links["cwd"]),
                        ("comm", "segv_threads"),
                        ("arguments", [session.crasher("segv_threads"), "8", "64"])):
        expect_equal(process[field], true, f"{field} of the process")
    expect_equal(process["auxv"]["AT_PAGESZ"], f"{os.sysconf('SC_PAGESIZE'):#x}", "AT_PAGESZ")
    expect(process["namespaces"]["pid"].startswith("pid:["), "no pid namespace")
    expect(any(line.startswith("Max open files") for line in process["limits"]), "no limits")
    text = ctl(session, "process", crash.id)
    for part in (str(crash.pid), links["exe"], "AT_ENTRY=0x", "Max open files", "pid:["):
        expect(part in text, f"no {part} in\n{text}")


@test
def test_dump_annotations(session):
    crash = shared(session)
    for annotation in shown(session, "annotations", crash)["annotations"]:
        expect_equal(sorted(annotation), ["module", "name", "source", "value"], "its members")
    expect_equal(session.installation.ctl("annotations", crash.id).returncode, 0, "exit status")


@test
def test_dump_backtrace_by_frame_pointers(session):
    crash = session.shared_crash("frames_of_pointers")
    backtrace = shown(session, "info", crash)["backtrace"]
    expect_equal(functions(backtrace)[:4], CHAIN, "functions of the backtrace")
    expect_equal([frame["trust"] for frame in backtrace[:4]],
                 ["context", *["frame pointer"] * 3], "where the frames are from")
    text = ctl(session, "info", crash.id)
    expect(re.search(r"#0  frames_of_pointers\+0x[0-9a-f]+ \(frame_three\+0x.*\) \[context\]",
                     text), f"no backtrace in\n{text}")


def frames_of_lldb(path):
    """Thread id to the addresses of its frames, as LLDB unwinds them with unwind tables."""
    _, out, _ = readers.run(readers.find_lldb(), "--batch", "--no-lldbinit", "-c", path,
                            "-o", "thread backtrace all")
    threads = {}
    for line in out.splitlines():
        thread = re.match(r"[* ] thread #\d+: tid = (\d+)|[* ] thread #\d+, .*tid = (\d+)", line)
        if thread or line.startswith(("* thread", "  thread")):
            frames = threads.setdefault(len(threads), [])
        frame = re.search(r"frame #\d+: 0x([0-9a-f]+)", line)
        if frame:
            frames.append(int(frame[1], 16))
    return list(threads.values())


@test
def test_dump_backtrace_is_that_of_lldb(session):
    """Each frame that is not scanned for is one of LLDB's, in its order, from the first on."""
    crash = session.shared_crash("frames_of_pointers")
    threads = shown(session, "threads", crash, "--backtrace")["threads"]
    unwound = frames_of_lldb(crash.dmp)
    expect_equal(len(unwound), len(threads), "threads that LLDB shows")
    for thread, true in zip(threads, unwound):
        found = [int(frame["address"], 16) for frame in thread["backtrace"]
                 if frame["trust"] != "scan"]
        places = [true.index(address) if address in true else None for address in found]
        expect(places and places[0] == 0, f"thread {thread['tid']} starts elsewhere")
        if thread["crashing"]:
            expect_equal(places, list(range(len(places))), f"frames of LLDB: {true} {found}")
            expect(len(places) >= len(CHAIN), f"only {len(places)} frames")


@test
def test_dump_backtrace_finds_main_behind_the_c_library(session):
    """abort() goes through functions without frame pointers: they are scanned for."""
    crash = session.shared_crash("abort_call")
    names = functions(shown(session, "info", crash)["backtrace"])
    expect("abort" in names and "main" in names, f"the backtrace is {names}")


@cases(frames="frames_of_pointers", abort="abort_call", jump="null_call")
def test_dump_backtrace_lacks_no_frame_of_lldb(session, program):
    """With the files of the modules at hand, scanning finds all that unwind tables tell."""
    crash = session.shared_crash(program)
    found = [int(frame["address"], 16) for frame in shown(session, "info", crash)["backtrace"]]
    true = frames_of_lldb(crash.dmp)[0]
    expect_equal([address for address in found if address in true], true, "frames of LLDB")
    expect(len(found) <= len(true) + 2, f"{len(found)} frames, LLDB has {len(true)}")


@test
def test_dump_jump_to_null(session):
    crash = session.shared_crash("null_call")
    backtrace = shown(session, "info", crash)["backtrace"]
    expect_equal(backtrace[0]["address"], "0x0", "the first frame")
    expect("main" in functions(backtrace), f"the backtrace is {functions(backtrace)}")


@test
def test_dump_a_file_in_no_store(session):
    crash = shared(session)
    path = session.installation.path("other.dmp")
    with open(crash.dmp, "rb") as source, open(path, "wb") as copy:
        copy.write(source.read())
    nowhere = f"--directory={session.installation.path('nowhere')}"
    for verb in ("info", "threads", "modules", "maps", "fds", "process", "annotations"):
        result = session.installation.call("minidumpctl", verb, path, "--json", nowhere)
        expect_equal(result.returncode, 0, f"exit status of {verb} ({result.stderr})")
        expect_equal(json.loads(result.stdout)[0]["minidump"], path, f"minidump of {verb}")
    info = json.loads(session.installation.call("minidumpctl", "info", path, "--json",
                                                nowhere).stdout)[0]
    expect_equal((info["pid"], info["signal"], info["where"]),
                 (crash.pid, "SIGSEGV", crash.extra["Where"]), "what info says of a file")


@cases(empty=b"", text=b"no minidump at all, but a text of some length", header=b"MDMP" + bytes(28),
       zeros=bytes(4096))
def test_dump_garbage(session, content):
    session.need_programs()
    path = session.installation.path("garbage.dmp")
    with open(path, "wb") as file:
        file.write(content)
    for verb in ("info", "threads", "modules", "maps", "fds", "process", "annotations"):
        result = session.installation.call("minidumpctl", verb, path)
        expect_equal((result.returncode, result.stdout), (1, ""), f"what {verb} makes of garbage")
        expect("no minidump" in result.stderr, f"{verb} says {result.stderr!r}")


@test
def test_dump_exec(session):
    crash = shared(session)
    out = ctl(session, "exec", crash.id, "--", "printf", "%s|", "{}", "a{}b", "{extra}", "*",
              "$HOME")
    extra = crash.file(".extra")
    expect_equal(out, f"{crash.dmp}|a{crash.dmp}b|{extra}|*|$HOME|", "words of the command")
    ctl(session, "exec", crash.id, "--", "sh", "-c", "exit 42", status=42)
    ctl(session, "exec", crash.id, "--", "/nonexistent", status=127)
    ctl(session, "exec", crash.id, status=2)
    ctl(session, "exec", "--", "true", status=2)


@test
def test_dump_debug(session):
    crash = shared(session)
    readers.find_lldb()
    out = ctl(session, "debug", crash.id, "--", "--batch", "--no-lldbinit", "-o", "thread list")
    expect(str(crash.truth.tid) in out, f"LLDB does not show thread {crash.truth.tid}:\n{out}")
    result = session.installation.ctl("debug", "--debugger=gdb", crash.id)
    expect(result.returncode == 1 and "gdb cannot read minidumps" in result.stderr, f"{result}")
    ctl(session, "debug", "--debugger=/nonexistent/lldb", crash.id, status=1)


def members(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {member.name: (member, archive.extractfile(member).read()) for member in archive}


def exported(session, *arguments):
    words = session.installation.ctl_command("export", *arguments)
    result = subprocess.run(words, capture_output=True, check=False, timeout=60)
    expect_equal(result.returncode, 0, f"exit status of export ({result.stderr})")
    return result.stdout


@test
def test_dump_export(session):
    crash = shared(session)
    data = exported(session, crash.id)
    expect_equal(hashlib.sha256(exported(session, crash.id)).hexdigest(),
                 hashlib.sha256(data).hexdigest(), "the archive, twice")
    found = members(data)
    names = [f"{crash.id}/{name}" for name in ("README.txt", f"{crash.id}.dmp",
                                               f"{crash.id}.extra")]
    expect_equal(list(found), names, "members")
    for name, suffix in zip(names[1:], (".dmp", ".extra")):
        with open(crash.file(suffix), "rb") as file:
            expect(found[name][1] == file.read(), f"{name} has other bytes")
    for member, _ in found.values():
        expect_equal((member.uid, member.gid, member.mode, member.mtime),
                     (0, 0, 0o644, int(crash.extra["CrashTime"])), f"header of {member.name}")
    note = found[names[0]][1].decode()
    for part in (f"{len(crash.truth.threads)} threads", "passwords", "3 arguments"):
        expect(part in note, f"no {part} in the note:\n{note}")


@test
def test_dump_export_to_a_file(session):
    crash = shared(session)
    path = session.installation.path("report.tar")
    shown_members = json.loads(ctl(session, "export", crash.id, "-o", path, "--json"))[0]["members"]
    with open(path, "rb") as file:
        data = file.read()
    expect_equal([m["name"] for m in shown_members], list(members(data)), "members it tells")
    expect_equal(data, exported(session, crash.id, "--output=-"), "the archive on stdout")
    expect_equal(os.stat(path).st_mode & 0o777, 0o600, "mode of the archive")
    ctl(session, "export", crash.id, "-o", path, status=1)
    with open(path, "rb") as file:
        expect_equal(file.read(), data, "the archive after another export into its file")
    ctl(session, "export", crash.id, "-o", "/nonexistent/x.tar", status=1)
