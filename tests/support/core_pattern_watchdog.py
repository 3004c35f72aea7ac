# SPDX-License-Identifier: GPL-2.0-or-later
"""core_pattern_watchdog.py SETTING...: restores PATHS, given in hexadecimal, when stdin ends.
core_pattern_guard.py starts it."""

import os
import signal
import sys

PATTERN_PATH = "/proc/sys/kernel/core_pattern"
LIMIT_PATH = "/proc/sys/kernel/core_pipe_limit"
DUMPABLE_PATH = "/proc/sys/fs/suid_dumpable"
PATHS = (PATTERN_PATH, LIMIT_PATH, DUMPABLE_PATH)


def read_setting(path):
    with open(path, "rb") as file:
        return file.read()


def write_setting(path, value):
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, value or b"\n")
    finally:
        os.close(fd)


def read_settings():
    return [read_setting(path) for path in PATHS]


def restore(saved):
    for path, value in zip(PATHS, saved):
        if read_setting(path) != value:
            write_setting(path, value)


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 1):
        pass
    restore(map(bytes.fromhex, sys.argv[1:]))


if __name__ == "__main__":
    main()
