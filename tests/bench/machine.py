# SPDX-License-Identifier: GPL-2.0-or-later
"""This machine: core_pattern, processes, directories, and what it is."""

import json
import os
import platform
import pwd
import select
import subprocess
import time
from pathlib import Path

KERNEL = Path("/proc/sys/kernel")


def core_pattern():
    return (KERNEL / "core_pattern").read_text().rstrip("\n")


def set_core_pattern(pattern):
    """The kernel cuts what is too long, so that the pattern is read back."""
    (KERNEL / "core_pattern").write_text(pattern)
    if core_pattern() != pattern:
        raise RuntimeError(f"the kernel cut the core pattern: {pattern}")


def set_core_pipe_limit(limit):
    (KERNEL / "core_pipe_limit").write_text(str(limit))


def processes_of(executables):
    wanted = {str(executable) for executable in executables}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.readlink(entry / "exe") in wanted:
                yield int(entry.name)
        except OSError:
            continue  # a kernel thread, or gone


def wait_for_executables(executables):
    """Returns when no process runs one of the executables."""
    while pids := list(processes_of(executables)) if executables else []:
        for pid in pids:
            try:
                pidfd = os.pidfd_open(pid)
            except ProcessLookupError:
                continue
            select.select([pidfd], [], [])
            os.close(pidfd)


def make_state_directory(path):
    """As the installation makes it, but owned by nobody: the collector works as its owner."""
    nobody = pwd.getpwnam("nobody")
    path.mkdir(mode=0o711)
    for name, mode in (("spool", 0o700), ("pending", 0o711), ("submitted", 0o711)):
        (path / name).mkdir(mode=mode)
        os.chown(path / name, nobody.pw_uid, nobody.pw_gid)
    return path


def crash(programs, mebibytes, threads, mappings=0, options=(), count=1):
    """Lets processes crash; returns what crash_clock recorded of each."""
    command = [programs / "crash_clock", str(count), programs / "crash_target"]
    command += [str(mebibytes), str(threads), str(mappings), *options]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def describe(folder):
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    df = ["df", "--output=fstype", folder]
    filesystem = subprocess.run(df, check=True, capture_output=True, text=True).stdout.split()[-1]
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')}, Linux {platform.release()} {platform.machine()}, "
        f"{os.cpu_count()} x {model}, load {os.getloadavg()[0]:.1f}, dumps on {filesystem}"
    )
