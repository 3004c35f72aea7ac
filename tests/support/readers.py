# SPDX-License-Identifier: GPL-2.0-or-later
"""Finding and running the readers of minidumps that others wrote."""

import glob
import os
import shutil
import subprocess

BREAKPAD_BINARIES = "node_modules/minidump/bin/linux-x64"
CACHE = "/var/cache/minidumpd-build"
TIMEOUT_SECONDS = 120


class Missing(Exception):
    """A reader is not installed; the text names it."""


def build_directory():
    return os.path.abspath(os.environ.get("MINIDUMPD_BUILD") or os.environ.get("BUILD") or "build")


def find_lldb():
    for name in ("lldb-19", "lldb", *sorted(map(os.path.basename, glob.glob("/usr/bin/lldb-??")))):
        if shutil.which(name):
            return name
    raise Missing("lldb is not installed")


def find_obj2yaml():
    for path in sorted(glob.glob("/usr/lib/llvm-*/bin/obj2yaml")):
        if os.access(path, os.X_OK):
            return path
    raise Missing("obj2yaml (of an llvm package) is not installed")


def find_breakpad(name):
    """minidump_stackwalk, minidump_dump or dump_syms of the npm package minidump."""
    for root in (f"{build_directory()}/tools", f"{build_directory()}/cache", "build/tools", CACHE):
        path = os.path.join(root, BREAKPAD_BINARIES, name)
        if os.access(path, os.X_OK):
            return path
    raise Missing(f"Breakpad's {name} (npm package minidump) is not installed")


def run(*command):
    """(exit status, stdout, stderr), text with anything undecodable replaced."""
    result = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL,
                            timeout=TIMEOUT_SECONDS, check=False)
    return (result.returncode, result.stdout.decode("utf-8", "replace"),
            result.stderr.decode("utf-8", "replace"))
