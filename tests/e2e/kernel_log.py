# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's log from a moment on: where the collector writes its line about a crash."""

import os
import re

from core_pattern_guard import Unavailable

PATH = "/dev/kmsg"
TAG = re.compile(r"minidump(d|-collector|-converter)")


class KernelLog:
    """Reads /dev/kmsg from its present end."""

    def __init__(self):
        if not os.path.exists(PATH):
            raise Unavailable(f"there is no kernel log here, {PATH}")
        self.fd = os.open(PATH, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        os.lseek(self.fd, 0, os.SEEK_END)
        self.seen = []

    def close(self):
        os.close(self.fd)

    def lines(self):
        """Our programs' lines since the log was opened, without the kernel's prefix."""
        while True:
            try:
                record = os.read(self.fd, 8192)
            except BlockingIOError:
                return self.seen
            except BrokenPipeError:  # Records were lost; reading goes on with the next one.
                continue
            text = record.decode("utf-8", "replace").split("\n", 1)[0].partition(";")[2]
            if TAG.search(text):
                self.seen.append(text)
