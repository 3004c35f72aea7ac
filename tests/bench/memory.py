# SPDX-License-Identifier: GPL-2.0-or-later
"""How much memory the collector's processes take at most, together; see memory_probe.c."""

import json
import shutil
from typing import NamedTuple

import machine

KIB_PER_MIB = 1024


class Bar(NamedTuple):
    mebibytes: int
    threads: int
    most_mib: int


BARS = (Bar(1, 1, 8), Bar(100, 8, 8), Bar(100, 100, 8), Bar(100, 1000, 32))


def install_probe(ours, programs):
    """Puts the probe in the collector's place. The kernel gives it the collector's arguments."""
    folder = ours.folder / "probe"
    folder.mkdir(exist_ok=True)
    probe = folder / "probe"
    if not probe.exists():
        shutil.copy(programs / "memory_probe", probe)
        (folder / "collector").symlink_to(ours.executables[0])
    collector, _, arguments = ours.pattern().partition(" ")
    machine.set_core_pattern(f"|{probe} {arguments}")
    return probe


def measure(bar, ours, programs, repeats):
    """Returns the largest joint peak of some crashes, in MiB."""
    peaks = []
    for _ in range(repeats):
        probe = install_probe(ours, programs)
        machine.crash(programs, bar.mebibytes, bar.threads)
        machine.wait_for_executables([probe])
        result = probe.with_name("memory")
        peaks.append(json.loads(result.read_text())["joint_kib"] / KIB_PER_MIB)
        result.unlink()
        ours.clean()
    return max(peaks)
