# SPDX-License-Identifier: GPL-2.0-or-later
"""How long `minidumpctl list` takes with very many reports."""

import json
import os
import subprocess
import time
from statistics import median
from typing import NamedTuple

REPORTS = 100_000
BAR_SECONDS = 0.5
FIRST_NS = 1_760_000_000_000_000_000


class List(NamedTuple):
    reports: int
    seconds: float  # median, the store in the page cache
    cpu_seconds: float  # of the same; the machine may be busy with something else
    json_seconds: float
    filtered_seconds: float  # with --unit
    index_seconds: float  # to make the index of all reports


def report_id(number):
    """As lib/store/report_id.c makes them, a second apart."""
    milliseconds = FIRST_NS // 1_000_000 + number * 1000
    return f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7000-8000-{number:012x}"


def extra(number):
    """A .extra file as the converter writes it: 2 KB, most of it not shown in a list."""
    return json.dumps({
        "ReportId": report_id(number),
        "CrashTimeNanoseconds": str(FIRST_NS + number * 1_000_000_000),
        "ProcessId": str(1000 + number % 30000), "ThreadId": str(1000 + number % 30000),
        "UserId": str(1000 + number % 5), "GroupId": "1000",
        "Executable": f"/usr/lib/service-{number % 200}/bin/daemon-{number % 200}",
        "Comm": f"daemon-{number % 200}", "CommandLine": "daemon --option " * 20,
        "Unit": f"daemon-{number % 200}.service", "ControlGroup": "/system.slice/x" * 4,
        "Signal": "SIGSEGV", "SignalNumber": "11", "SignalCode": "SEGV_MAPERR",
        "CrashAddress": hex(number * 16), "Where": f"daemon-{number % 200}+0x{number % 999:x}",
        "WhereModule": f"/usr/lib/service-{number % 200}/bin/daemon-{number % 200}",
        "WhereOffset": hex(number % 999), "WhereBuildId": f"{number % 200:040x}",
        "Signature": f"{number % 5000:032x}", "SoftErrors": "[]", "Generator": "minidumpd bench",
        "KernelRelease": "6.1.0-1-amd64", "BootId": "0" * 36, "More": "x" * 500,
    })


def make_store(folder, count):
    for name in ("spool", "pending", "submitted"):
        os.makedirs(folder / name)
    for number in range(count):
        path = f"{folder}/pending/{report_id(number)}"
        with open(f"{path}.extra", "w", encoding="ascii") as file:
            file.write(extra(number))
        os.close(os.open(f"{path}.dmp", os.O_CREAT | os.O_WRONLY, 0o640))


def times_of(program, folder, *arguments):
    """Wall clock and processor time."""
    before, start = os.times(), time.monotonic()
    subprocess.run([program, *arguments, f"--directory={folder}"], check=True,
                   stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, after = time.monotonic() - start, os.times()
    return seconds, sum(after[2:4]) - sum(before[2:4])


def median_of(rounds, *what):
    times = [times_of(*what) for _ in range(rounds)]
    return [median(column) for column in zip(*times)]


def run(build, folder, count=REPORTS, rounds=5):
    program = build / "minidumpctl"
    make_store(folder, count)
    indexing = times_of(program, folder, "vacuum", "--max-size=1024T", "--max-age=36500d",
                        "--keep-free=0")[0]
    listed = subprocess.run([program, "list", f"--directory={folder}"], check=True,
                            stdout=subprocess.PIPE).stdout.count(b"\n") - 1
    listing = median_of(rounds, program, folder, "list")
    return List(listed, *listing, median_of(rounds, program, folder, "list", "--json")[0],
                median_of(rounds, program, folder, "list", "--unit=daemon-7.*")[0], indexing)
