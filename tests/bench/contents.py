# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a minidump holds what the program had: every thread, its stack byte for byte, every
module. The reader here knows just those three streams of the minidump format."""

import re
from array import array
from pathlib import Path
from struct import unpack_from
from typing import NamedTuple

THREAD_LIST, MODULE_LIST = 3, 4
STACK_PATTERN = 0x5AA5 << 48  # as in crash_record.h
STACK_BYTES = 64 * 1024
FRAMES_BELOW_PATTERN = 1024  # what a blocked thread has pushed below its pattern, at most
AMD64_CONTEXT_RSP = 152
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
    others = min(stack_budget(n_threads) - FRAMES_BELOW_PATTERN, STACK_BYTES)
    stack_bytes = STACK_BYTES + (n_threads - 1) * others
    return Contents(n_threads, stack_bytes, record["modules"], 0)


def streams(data):
    signature, _, count, directory = unpack_from("<4I", data)
    if signature != 0x504D444D:
        raise ValueError("not a minidump")
    entries = (unpack_from("<3I", data, directory + 12 * i) for i in range(count))
    return {kind: (rva, size) for kind, size, rva in entries}


def pattern_bytes(start, memory, pattern_start):
    """How many bytes of the pattern at pattern_start the memory at start has, from its start."""
    low = max(start, pattern_start)
    high = min(start + len(memory), pattern_start + STACK_BYTES)
    high -= (high - low) % 8
    if low != pattern_start or high <= low:
        return 0
    expected = array("Q", (address ^ STACK_PATTERN for address in range(low, high, 8)))
    return high - low if memory[low - start : high - start] == expected.tobytes() else 0


def read(path, record):
    """What the minidump at path holds of the crash in record."""
    data = Path(path).read_bytes()
    found = streams(data)
    patterns = dict(map(tuple, record["threads"]))
    threads, stack_bytes = set(), 0
    rva, _ = found[THREAD_LIST]
    for i in range(unpack_from("<I", data, rva)[0]):
        entry = unpack_from("<4IQQ4I", data, rva + 4 + 48 * i)
        tid, _, _, _, _, start, size, stack, _, context = entry
        rsp = unpack_from("<Q", data, context + AMD64_CONTEXT_RSP)[0] if context else 0
        if tid not in patterns or not 0 <= patterns[tid] - rsp <= FRAMES_BELOW_PATTERN:
            continue
        threads.add(tid)
        stack_bytes += pattern_bytes(start, data[stack : stack + size], patterns[tid])
    modules = unpack_from("<I", data, found[MODULE_LIST][0])[0]
    return Contents(len(threads), stack_bytes, modules, len(data))
