# SPDX-License-Identifier: GPL-2.0-or-later
"""Many mappings, and large ones that hold nothing."""

import contextlib
import os
import time

import minidump_file as md
from tap import cases, expect, expect_equal, expect_none, test

MAX_MAP_COUNT = "/proc/sys/vm/max_map_count"
MIB = 1 << 20
ROUNDS = 5
MORE_SECONDS, MORE_BYTES = 0.1, 64 << 10  # what 64 GiB may cost; to read them takes a minute


@contextlib.contextmanager
def room_for_mappings(n):
    """Lets processes have n mappings, if they may not already."""
    with open(MAX_MAP_COUNT, encoding="ascii") as file:
        before = int(file.read())
    try:
        if before < n:
            with open(MAX_MAP_COUNT, "w", encoding="ascii") as file:
                file.write(str(n))
        yield
    finally:
        if before < n:
            with open(MAX_MAP_COUNT, "w", encoding="ascii") as file:
                file.write(str(before))


@cases(of_60000=60_000, of_80000=80_000)
def test_mappings(session, count):
    """From 65535 on, e_phnum does not tell how many, and there is no NT_FILE any more."""
    with room_for_mappings(count + 1000):
        crash = session.crash("many_mappings", count)
    expect(len(crash.truth.mappings) >= count, f"{len(crash.truth.mappings)} mappings")
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    expect_equal(len(crash.dump.memory_info), len(crash.truth.mappings), "MemoryInfoList")
    expect_equal(crash.dump.stream(md.MAPS), crash.truth.file("maps"), "maps")
    context = crash.dump.contexts[crash.truth.tid]
    expect_equal(context.gprs["r15"], 0x5EC0 << 48 | 14, "r15")


def crash_and_measure(session, *crasher):
    """Seconds from the start to the reaping, and the sizes of what is kept, both files."""
    start = time.monotonic()
    crash = session.crash_alone(*crasher, wait=False)
    seconds = time.monotonic() - start
    crash.wait(60)
    return crash, seconds, sum(os.stat(crash.file(suffix)).st_size for suffix in (".dmp", ".extra"))


@test
def test_mappings_that_are_reserved_cost_nothing(session):
    """8 TiB without access and 64 GiB nearly untouched: in turn with a process without them."""
    session.register()
    plain, reserving = [], []
    for _ in range(ROUNDS):
        plain.append(crash_and_measure(session, "many_mappings", 0)[1:])
        crash, *cost = crash_and_measure(session, "many_mappings", 0, "reserve")
        reserving.append(cost)
    sizes = sorted(info.size for info in crash.dump.memory_info)
    expect(sizes[-1] >= 8 << 40 and sizes[-2] >= 64 << 30, f"largest mappings: {sizes[-2:]}")
    expect_equal(crash.soft_errors, [], "the soft errors")
    expect_none(crash.dump.problems)
    for i, (unit, most) in enumerate((("s", MORE_SECONDS), ("bytes", MORE_BYTES))):
        least, other = (min(costs[i] for costs in found) for found in (plain, reserving))
        expect(other - least < most, f"reserving costs {other} {unit}, without it {least}")
