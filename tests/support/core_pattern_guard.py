# SPDX-License-Identifier: GPL-2.0-or-later
"""Lets a test change kernel.core_pattern, and puts it back whatever happens to the test.

A watchdog process, started before anything is changed, holds the reading end of a pipe from the
guard. When the guard ends, even by SIGKILL, the pipe closes: the watchdog restores core_pattern and
core_pipe_limit, releases the lock that serializes all such tests, and exits.
"""

import fcntl
import os
import signal
import subprocess
import sys

LOCK_PATH = "/run/minidumpd-test-core-pattern.lock"
PATTERN_PATH = "/proc/sys/kernel/core_pattern"
LIMIT_PATH = "/proc/sys/kernel/core_pipe_limit"
EXIT_SKIP = 77
INITIAL_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO of the kernel


class Unavailable(Exception):
    """core_pattern cannot be changed here; the text says why."""


def read_setting(path):
    with open(path, "rb") as file:
        return file.read()


def write_setting(path, value):
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, value or b"\n")
    finally:
        os.close(fd)


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
        self.lock_fd = take_lock()
        self.saved = [(path, read_setting(path)) for path in (PATTERN_PATH, LIMIT_PATH)]
        reading_end, self.pipe_fd = os.pipe()
        self.watchdog = os.fork()
        if self.watchdog == 0:
            run_watchdog(reading_end, self.pipe_fd, self.saved)
        os.close(reading_end)
        os.close(self.lock_fd)  # The watchdog holds it until all is restored.
        return self

    def __exit__(self, *unused):
        os.close(self.pipe_fd)
        os.waitpid(self.watchdog, 0)
        restore(self.saved)  # In case that somebody killed the watchdog.


def take_lock():
    fd = os.open(LOCK_PATH, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("waiting for another test that uses core_pattern", file=sys.stderr)
        fcntl.flock(fd, fcntl.LOCK_EX)
    return fd


def restore(saved):
    for path, value in saved:
        if read_setting(path) != value:
            write_setting(path, value)


def run_watchdog(reading_end, pipe_fd, saved):
    """Never returns. Keeps no descriptor but the pipe and the lock, so that it holds up nobody."""
    try:
        os.close(pipe_fd)
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)
        null = os.open("/dev/null", os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        while os.read(reading_end, 1):
            pass
        restore(saved)
    finally:
        os._exit(0)


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
