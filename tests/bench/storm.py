# SPDX-License-Identifier: GPL-2.0-or-later
"""Many processes crash at once: how many reports there are, and how fast they are let go."""

from statistics import median
from typing import NamedTuple

import machine

STORM_MIB = 1  # of each process: so many of them must fit into memory


class Storm(NamedTuple):
    processes: int
    reports: int  # the least of all rounds
    rates: dict  # crashes/s by the names of the handlers


def rate(records):
    first = min(record["fault_ns"] for record in records)
    last = max(record["reaped_ns"] for record in records)
    return len(records) / ((last - first) * 1e-9)


def run(noop, ours, programs, processes, rounds):
    rates = {noop.name: [], ours.name: []}
    reports = processes
    for number in range(rounds):
        for handler in (noop, ours) if number % 2 == 0 else (ours, noop):
            handler.install()
            records = machine.crash(programs, STORM_MIB, 4, count=processes)
            handler.settle()
            rates[handler.name].append(rate(records))
            if handler is ours:
                reports = min(reports, len(list(ours.spool.glob("*.idump"))))
            handler.clean()
    return Storm(processes, reports, {name: median(found) for name, found in rates.items()})
