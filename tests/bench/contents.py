# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a minidump holds what the program had: every thread, its stack byte for byte, every
module."""

import re
from array import array
from pathlib import Path
from typing import NamedTuple

from minidump_file import Minidump

STACK_PATTERN = 0x5AA5 << 48  # as in crash_record.h
FRAMES_BELOW_PATTERN = 1024  # what a blocked thread has pushed below its pattern, at most
THREADS_WITH_STACK = 4096  # LIMIT_THREADS_WITH_STACK in limits.h
LIMITS = Path(__file__).parents[2] / "lib/capture/limits.h"


class Contents(NamedTuple):
    threads: int
    stack_bytes: int  # of pattern, as the program wrote it
    modules: int
    size: int  # of the file

    def lacks(self, wanted):
        """Names the first thing that is below what the program had, or None."""
        for name in ("threads", "stack_bytes", "modules"):
            if getattr(self, name) < getattr(wanted, name):
                return f"{name}: {getattr(self, name)} of {getattr(wanted, name)}"
        return None


def budgets():
    """The numbers named BUDGET_* in limits.h, in bytes."""
    found = re.findall(r"#define (BUDGET_\w+)\s+\((\d+) \* (KIB|MIB)\)", LIMITS.read_text())
    return {name: int(count) << (10 if unit == "KIB" else 20) for name, count, unit in found}


def stack_budget(n_threads):
    limits = budgets()
    fair = limits["BUDGET_ALL_STACKS"] // n_threads
    return max(min(limits["BUDGET_STACK"], fair), limits["BUDGET_STACK_MINIMUM"])


def wanted(record):
    """What a dump of the crash that crash_clock recorded has to hold within the budgets."""
    n_threads = len(record["threads"])
    most = stack_budget(n_threads) - FRAMES_BELOW_PATTERN
    with_stack = record["threads"][:THREADS_WITH_STACK]
    stack_bytes = sum(min(size, most) for _, _, size in with_stack)
    return Contents(n_threads, stack_bytes, record["modules"], 0)


def pattern_bytes(start, memory, pattern_start, pattern_size):
    """How many bytes of the pattern, from its start, the memory at start has."""
    high = min(start + len(memory), pattern_start + pattern_size)
    high -= (high - pattern_start) % 8
    if start > pattern_start or high <= pattern_start:
        return 0
    expected = array("Q", (address ^ STACK_PATTERN for address in range(pattern_start, high, 8)))
    found = memory[pattern_start - start : high - start]
    return len(found) if found == expected.tobytes() else 0


def read(path, record):
    """What the minidump at path holds of the crash in record."""
    minidump = Minidump.open(path)
    patterns = {tid: (start, size) for tid, start, size in record["threads"]}
    threads, stack_bytes = set(), 0
    for thread in minidump.all_threads:
        pattern, context = patterns.get(thread.tid), minidump.contexts[thread.tid]
        if not pattern or not context:
            continue
        if 0 <= pattern[0] - context.gprs["rsp"] <= FRAMES_BELOW_PATTERN:
            start, size, rva = thread.stack
            threads.add(thread.tid)
            stack_bytes += pattern_bytes(start, minidump.data[rva : rva + size], *pattern)
    return Contents(len(threads), stack_bytes, len(minidump.modules), len(minidump.data))
