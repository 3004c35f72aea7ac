# SPDX-License-Identifier: GPL-2.0-or-later
"""Intermediate dumps that were damaged or cut: the converter makes of them what can be made."""

import json
import os
import random

import minidump_rules
import settled
import wait_for
from minidump_file import Minidump
from tap import expect, expect_equal, expect_none, test

EX_DATAERR = 65
N_FLIPS, N_CUTS = 200, 100
KEPT = {}


def idump(session):
    """(crash, path) of an intermediate dump that nobody converted."""
    if not KEPT:
        session.register()
        installation = session.installation
        settled.wait_for_processes(installation)
        session.empty_store()
        installation.configure(convert="no")
        try:
            crash = session.record("segv_threads", 3, 8)
            name = wait_for.in_directories(
                lambda: next((n for n in os.listdir(installation.spool) if n.endswith(".idump")),
                             None), [installation.spool], 60, "an intermediate dump")
            settled.wait_for_processes(installation)
        finally:
            installation.configure()
        KEPT["crash"], KEPT["path"] = crash, installation.path(name)
        os.rename(os.path.join(installation.spool, name), KEPT["path"])
    return KEPT["crash"], KEPT["path"]


def convert(session, path):
    """(exit status, dump or None, extra or None, stderr)."""
    out = session.installation.path("converted.dmp")
    extra_path = session.installation.path("converted.extra")
    for old in (out, extra_path):
        if os.path.exists(old):
            os.unlink(old)
    result = session.installation.call("minidump-converter", path, "-o", out)
    dump = Minidump.open(out) if os.path.exists(out) else None
    extra = None
    if os.path.exists(extra_path):
        with open(extra_path, encoding="utf-8") as file:
            extra = json.load(file)
    return result.returncode, dump, extra, result.stderr


@test
def test_intermediate_is_converted_by_hand(session):
    crash, path = idump(session)
    status, dump, _extra, err = convert(session, path)
    expect_equal(status, 0, f"the converter's exit status ({err})")
    import compare_truth  # pylint: disable=import-outside-toplevel
    expect_none([*minidump_rules.check(dump), *compare_truth.compare(dump, crash.truth)])


@test
def test_intermediate_converts_to_the_same_bytes(session):
    _crash, path = idump(session)
    first = convert(session, path)[1]
    os.utime(path, (1, 1))
    second = convert(session, path)[1]
    expect(first.data == second.data, "two conversions of one dump differ")


def judge(session, data, what):
    """One damaged dump: no signal, no abort; a sound minidump, or 65 and a sentence."""
    path = session.installation.path("damaged.idump")
    with open(path, "wb") as file:
        file.write(data)
    status, dump, _extra, err = convert(session, path)
    expect(status in (0, EX_DATAERR), f"{what}: exit status {status} ({err})")
    if status == EX_DATAERR:
        expect(dump is None, f"{what}: refused, but there is a minidump")
        expect_equal(len(err.splitlines()), 1, f"{what}: the number of lines on stderr ({err!r})")
    else:
        expect_none(f"{what}: {problem}" for problem in minidump_rules.check(dump, whole=False))
    return status, dump


@test
def test_intermediate_with_one_byte_changed(session):
    _crash, path = idump(session)
    with open(path, "rb") as file:
        data = file.read()
    generator, whole = random.Random(3), convert(session, path)[1]
    positions = sorted({*range(64), *(generator.randrange(len(data)) for _ in range(N_FLIPS))})
    refused = 0
    for position in positions:
        damaged = bytearray(data)
        damaged[position] ^= 1 << generator.randrange(8)
        status, dump = judge(session, bytes(damaged), f"byte {position}")
        refused += status == EX_DATAERR
        # Frames have checksums: a change is told, or makes no difference.
        if dump is not None and dump.data != whole.data:
            errors = dump.stream(0x4D7A0004) or b"[]"
            expect(b"dump_damaged" in errors or b"dump_truncated" in errors,
                   f"byte {position}: the dump differs, and no soft error says why")
    expect(refused < len(positions) // 2, f"{refused} of {len(positions)} were refused")


@test
def test_intermediate_cut(session):
    _crash, path = idump(session)
    with open(path, "rb") as file:
        data = file.read()
    generator = random.Random(4)
    sizes = sorted({0, 1, 8, len(data) - 1, *(generator.randrange(len(data))
                                             for _ in range(N_CUTS))})
    last_threads = 0
    for size in sizes:
        status, dump = judge(session, data[:size], f"cut at {size}")
        if dump is not None:
            errors = dump.stream(0x4D7A0004) or b"[]"
            expect(b"dump_truncated" in errors, f"cut at {size}: no soft error says so")
            expect(len(dump.threads) >= last_threads, f"cut at {size}: fewer threads than before")
            last_threads = len(dump.threads)
    expect(last_threads > 1, "no cut kept more than one thread")


@test
def test_intermediate_that_is_none(session):
    for what, data in (("empty", b""), ("text", b"not a dump\n" * 100), ("zeros", bytes(5000))):
        path = session.installation.path("damaged.idump")
        with open(path, "wb") as file:
            file.write(data)
        status, dump, _extra, err = convert(session, path)
        expect_equal((status, dump), (EX_DATAERR, None), f"{what}: status and dump ({err})")
        expect(err.strip(), f"{what}: not a word on stderr")
