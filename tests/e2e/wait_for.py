# SPDX-License-Identifier: GPL-2.0-or-later
"""Waiting for events with a deadline: files that appear, processes that end. Nothing sleeps."""

import ctypes
import os
import select
import time

IN_CREATE, IN_MOVED_TO, IN_CLOSE_WRITE, IN_DELETE = 0x100, 0x80, 0x8, 0x200
IN_NONBLOCK_CLOEXEC = os.O_NONBLOCK | os.O_CLOEXEC
LIBC = ctypes.CDLL(None, use_errno=True)


class TimedOut(AssertionError):
    """What was waited for did not happen."""


class DirectoryWatch:
    """Tells when something appears in, or goes from, any of some directories."""

    def __init__(self, *directories):
        self.fd = LIBC.inotify_init1(IN_NONBLOCK_CLOEXEC)
        if self.fd < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        for directory in directories:
            mask = IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE
            if LIBC.inotify_add_watch(self.fd, os.fsencode(directory), mask) < 0:
                raise OSError(ctypes.get_errno(), directory)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        os.close(self.fd)

    def wait(self, seconds):
        """True when there was an event; all of them are then taken."""
        if not select.select([self.fd], [], [], max(0, seconds))[0]:
            return False
        os.read(self.fd, 65536)
        return True


def in_directories(look, directories, seconds, what):
    """Calls look() until its result is true, again after each change in the directories."""
    deadline = time.monotonic() + seconds
    with DirectoryWatch(*directories) as watch:
        while True:
            found = look()
            if found:
                return found
            if not watch.wait(deadline - time.monotonic()):
                raise TimedOut(f"{what}: not within {seconds} s")


def exits(pidfd, seconds, what):
    """Waits until the process behind a pidfd has ended."""
    if not select.select([pidfd], [], [], max(0, seconds))[0]:
        raise TimedOut(f"{what} still runs after {seconds} s")


def process_ends(pid, seconds, what):
    """As exits(), for a process id; one that is gone has ended."""
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        exits(pidfd, seconds, what)
    finally:
        os.close(pidfd)
