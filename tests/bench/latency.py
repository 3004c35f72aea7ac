# SPDX-License-Identifier: GPL-2.0-or-later
"""From the fault to the reaping: one row for each shape of process, all handlers in turn."""

from typing import NamedTuple

import contents
import machine
from paired import estimate, slope

SLOPE_SIZES = (1, 256, 1024, 2048)  # MiB
MS_PER_NS = 1e-6


class Row(NamedTuple):
    mebibytes: int
    threads: int
    pairs: int
    mappings: int = 0
    most_added_ms: float | None = None  # bar: ours minus the no-op handler
    most_ratio: float | None = None  # bar: ours over the no-op handler
    most_minidump_bytes: int | None = None
    peers_every: int = 1  # the slow ones join every so many rounds
    options: tuple = ()  # of crash_target

    @property
    def name(self):
        mappings = f" M{self.mappings}" if self.mappings else ""
        return f"R{self.mebibytes} T{self.threads}{mappings}"


ROWS = (
    Row(1, 1, 201, most_added_ms=0.7),
    Row(100, 8, 31, most_added_ms=3, most_minidump_bytes=700_000),
    Row(1024, 8, 31, most_added_ms=4, peers_every=3),
    Row(100, 1000, 31, most_ratio=3, peers_every=3),
    Row(4096, 64, 31, peers_every=8),
    Row(1, 1, 11, mappings=60_000, most_ratio=2.5, peers_every=11),
    Row(1, 10_000, 5, peers_every=5),
)


class Result(NamedTuple):
    """What one row gave. Times in ms, by the names of the handlers."""

    row: Row
    times: dict
    added: object  # Estimate of ours minus no-op
    ratio: object  # Estimate of ours over no-op
    wanted: contents.Contents
    found: contents.Contents  # the least of all crashes
    failures: list


def duration_ms(record):
    return (record["reaped_ns"] - record["fault_ns"]) * MS_PER_NS


def one_crash(handler, programs, row):
    handler.install()
    shape = row.mebibytes, row.threads, row.mappings, row.options
    (record,) = machine.crash(programs, *shape)
    handler.settle()
    return record


def in_turn(handlers, round_number):
    """Every second round runs backwards, so that nobody always follows the same one."""
    return handlers if round_number % 2 == 0 else handlers[::-1]


def measure(row, handlers, ours, programs):
    """Runs all rounds of a row. Returns times by handler, and ours' dumps with their records."""
    times = {handler.name: [] for handler in handlers}
    dumps = []
    for number in range(row.pairs):
        for handler in in_turn(handlers, number):
            if handler.is_peer and number % row.peers_every:
                continue
            record = one_crash(handler, programs, row)
            times[handler.name].append(duration_ms(record))
            if handler is ours:
                dumps.append((ours.take_dump(number), record))
            handler.clean()
    return times, dumps


def check_contents(ours, dumps):
    """Converts every dump. Returns the least found, what was wanted, and what was missing."""
    failures, all_found = [], []
    for dump, record in dumps:
        minidump = ours.convert(dump)
        wanted, found = contents.wanted(record), contents.read(minidump, record)
        all_found.append(found)
        lacking = found.lacks(wanted)
        if lacking and not failures:
            failures.append(f"the minidump of process {record['pid']} lacks {lacking}")
        dump.unlink()
        minidump.unlink()
    least = contents.Contents(*(min(column) for column in zip(*all_found)))
    largest = max(found.size for found in all_found)
    return least._replace(size=largest), wanted, failures


def check_bars(row, added, ratio, found):
    if row.most_added_ms is not None and added.median > row.most_added_ms:
        yield f"adds {added.median:.2f} ms, at most {row.most_added_ms} ms allowed"
    if row.most_ratio is not None and ratio.median > row.most_ratio:
        yield f"takes {ratio.median:.2f} times the no-op handler, at most {row.most_ratio} allowed"
    if row.most_minidump_bytes is not None and found.size > row.most_minidump_bytes:
        yield f"minidump of {found.size} bytes, at most {row.most_minidump_bytes} allowed"


def run_row(row, handlers, noop, ours, programs, judge):
    """judge: whether the bars count, or just what is in the dumps."""
    times, dumps = measure(row, handlers, ours, programs)
    pairs = list(zip(times[ours.name], times[noop.name]))
    added = estimate([mine - least for mine, least in pairs])
    ratio = estimate([mine / least for mine, least in pairs])
    found, wanted, failures = check_contents(ours, dumps)
    if judge:
        failures += check_bars(row, added, ratio, found)
    return Result(row, times, added, ratio, wanted, found, failures)


def run_slope(noop, ours, programs, rounds):
    """What each further GiB of the process adds to ours minus no-op, in ms: one line through the
    sizes for each round. Freeing the memory is left out: it is the same for both, and its noise
    (some ms at 2 GiB) would hide what is looked for."""
    slopes = []
    for number in range(rounds):
        added = []
        for mebibytes in in_turn(SLOPE_SIZES, number // 2):
            row, times = Row(mebibytes, 1, rounds, options=("shared",)), {}
            for handler in in_turn((noop, ours), number):
                times[handler.name] = duration_ms(one_crash(handler, programs, row))
                handler.clean()
            added.append((mebibytes / 1024, times[ours.name] - times[noop.name]))
        slopes.append(slope(*zip(*added)))
    return estimate(slopes)
