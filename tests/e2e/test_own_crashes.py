# SPDX-License-Identifier: GPL-2.0-or-later
"""What the machine itself needs crashes: nothing of ours waits for it."""

import contextlib
import os
import signal
import socket
import subprocess

import settled
from tap import Skip, expect, expect_equal, expect_none, test

ENDED = os.WEXITED | os.WNOHANG | os.WNOWAIT
LOG_SOCKETS = ("/run/systemd/journal/socket", "/dev/log")


@contextlib.contextmanager
def stuck_listener(path):
    """A socket whose reader has stopped reading, and whose queue is full."""
    made = []
    directory = os.path.dirname(path)
    while not os.path.isdir(directory):
        made.insert(0, directory)
        directory = os.path.dirname(directory)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener, socket.socket(
            socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
        try:
            listener.bind(path)
            with contextlib.suppress(BlockingIOError):
                while True:
                    sender.sendto(b"nobody reads this", path)
            yield
        finally:
            os.unlink(path)
            for directory in reversed(made):
                os.rmdir(directory)


@test
def test_own_log_is_stuck(session):
    """As when journald is what crashed: the report is made, and the kernel's log has the line."""
    if any(map(os.path.exists, LOG_SOCKETS)):
        raise Skip("a log daemon runs here, and is not to be disturbed")
    session.register()
    before = len(session.log.lines())
    with contextlib.ExitStack() as stack:
        for path in LOG_SOCKETS:
            stack.enter_context(stuck_listener(path))
        crash = session.crash("segv_threads", 2, 8)
        session.expect_settled()
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    lines = [line for line in session.log.lines()[before:] if crash.id in line]
    expect_equal(len(lines), 1, "the number of lines in the kernel's log")
    expect("SIGSEGV" in lines[0], f"the log has {lines[0]!r}")


@test
def test_own_minidumpctl_crashes(session):
    """It is a program like any other: one report, of one crash."""
    session.register()
    program = session.installation.program("minidumpctl")
    config = f"--config={session.installation.config}"
    victim = subprocess.Popen([program, "list", "--follow", config], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    victim.send_signal(signal.SIGSEGV)
    expect_equal(victim.wait(60), -signal.SIGSEGV, "how minidumpctl ended")
    extra = session.wait_for_extra(lambda extra: extra.get("ProcessId") == str(victim.pid))
    expect_equal((extra["Signal"], extra["SignalCode"], extra["SenderProcessId"]),
                 ("SIGSEGV", "SI_USER", str(os.getpid())), "the report")
    session.expect_settled()


def attempts_of(path):
    """What the converter notes with the file, before it tries; None if that is gone."""
    try:
        return {name: os.getxattr(path, name) for name in os.listxattr(path)}
    except FileNotFoundError:
        return None


def crash_converter(installation, idump):
    """Sends it SIGSEGV while it converts. Its status as waitpid(2) has it."""
    program = installation.program("minidump-converter")
    before = attempts_of(idump)
    # A sanitized program would answer the signal itself.
    pid = os.posix_spawn(program, [program, f"--drain={installation.state}"],
                         {"ASAN_OPTIONS": "handle_segv=0"})
    while attempts_of(idump) == before and not os.waitid(os.P_PID, pid, ENDED):
        pass  # An instant, which nothing tells.
    os.kill(pid, signal.SIGSEGV)
    return os.waitpid(pid, 0)[1]


@test
def test_own_converter_crashes(session):
    """No dump is made of it, for which it would crash again; the report comes with the next one."""
    session.register()
    installation = session.installation
    settled.wait_for_processes(installation)
    session.empty_store()
    installation.configure(convert="no")
    try:
        crash = session.record("segv_threads", 500, 8)
        settled.wait_for_processes(installation)
        name, = (name for name in os.listdir(installation.spool) if name.endswith(".idump"))
        for _ in range(2):
            status = crash_converter(installation, os.path.join(installation.spool, name))
            expect(os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGSEGV,
                   f"the converter's status is {status:#x}")
            expect(not os.WCOREDUMP(status), "a core was dumped of the converter")
            settled.wait_for_processes(installation)
            names = [other for other in os.listdir(installation.spool) if other[0] != "."]
            expect_equal(names, [name], "files in the spool")
            expect_equal(settled.extras(installation), [], "reports")
        result = installation.call("minidump-converter", f"--drain={installation.state}")
        expect_equal(result.returncode, 0, f"the converter's status ({result.stderr})")
        crash.wait(60)
        session.expect_settled()
        expect_none(crash.problems())
        expect_equal(len(settled.extras(installation)), 1, "the number of reports")
    finally:
        installation.configure()
        session.empty_store()
