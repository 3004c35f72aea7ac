# SPDX-License-Identifier: GPL-2.0-or-later
"""Lets a test change kernel.core_pattern, and puts it back whatever happens to the test.

core_pattern_watchdog.py, started before anything is changed, holds the reading end of a pipe from
the guard. When the guard ends, even by SIGKILL, the pipe closes: the watchdog restores
core_pattern, core_pipe_limit and suid_dumpable, releases the lock that serializes all such tests,
and exits.
"""

import fcntl
import os
import signal
import subprocess
import sys

import core_pattern_watchdog
from core_pattern_watchdog import (  # noqa: F401: tests find them here
    DUMPABLE_PATH, LIMIT_PATH, PATTERN_PATH, read_setting, write_setting)

LOCK_PATH = "/run/minidumpd-test-core-pattern.lock"
EXIT_SKIP = 77
INITIAL_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO of the kernel


class Unavailable(Exception):
    """core_pattern cannot be changed here; the text says why."""


def is_the_machine_itself():
    """Whether this is the first process namespace, and the root directory the kernel's."""
    try:
        return (os.stat("/proc/self/ns/pid").st_ino == INITIAL_PID_NAMESPACE
                and os.path.samefile("/proc/2/root", "/"))
    except OSError:
        return False


def why_unavailable():
    """The reason why core_pattern cannot be changed, or None."""
    if os.geteuid() != 0:
        return "needs root"
    if not is_the_machine_itself():
        return "core_pattern is not of this container or chroot, but of the whole machine"
    try:
        os.close(os.open(PATTERN_PATH, os.O_WRONLY | os.O_CLOEXEC))
    except OSError as error:
        return f"{PATTERN_PATH} cannot be written: {error.strerror}"
    return None


class CorePatternGuard:
    """A context manager: inside, core_pattern is ours to change; after it, it is what it was."""

    def __enter__(self):
        reason = why_unavailable()
        if reason:
            raise Unavailable(reason)
        lock_fd = take_lock()
        self.saved = core_pattern_watchdog.read_settings()
        self.watchdog = start_watchdog(self.saved, lock_fd)
        os.close(lock_fd)  # The watchdog holds it until all is restored.
        return self

    def __exit__(self, *unused):
        self.watchdog.stdin.close()
        if self.watchdog.wait() != 0:  # Somebody killed it.
            core_pattern_watchdog.restore(self.saved)


def take_lock():
    fd = os.open(LOCK_PATH, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("waiting for another test that uses core_pattern", file=sys.stderr)
        fcntl.flock(fd, fcntl.LOCK_EX)
    return fd


def start_watchdog(saved, lock_fd):
    """In a session of its own, and under a name of its own: who kills the test spares it."""
    command = [sys.executable, "-I", core_pattern_watchdog.__file__, *map(bytes.hex, saved)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd="/",
                            stderr=subprocess.DEVNULL, pass_fds=[lock_fd], start_new_session=True)


def run_command(command):
    """Runs the command under a guard and returns its exit status."""

    def stop(number, _frame):
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        with CorePatternGuard(), subprocess.Popen(command) as process:
            try:
                return exit_status(wait_through_interrupts(process))
            except SystemExit:
                process.terminate()
                raise
    except Unavailable as reason:
        print(f"core_pattern_guard: {reason}", file=sys.stderr)
        return EXIT_SKIP


def wait_through_interrupts(process):
    """Ctrl-C goes to the command too; what it does about it decides."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def exit_status(returncode):
    return returncode if returncode >= 0 else 128 - returncode


def main(arguments):
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if not arguments:
        print("usage: core_pattern_guard -- COMMAND [ARGUMENT...]", file=sys.stderr)
        return 2
    return run_command(arguments)
