# SPDX-License-Identifier: GPL-2.0-or-later
"""After a crash, whatever happened: no process left, no half-written file, every report sound."""

import hashlib
import json
import os

import minidump_rules
import wait_for
from minidump_file import Minidump

LEFTOVER_SECONDS = 60


def processes_of(installation):
    """(pid, program) of each process that makes reports: minidumpctl only looks at them."""
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            exe = os.readlink(f"/proc/{name}/exe").removesuffix(" (deleted)")
        except OSError:
            continue
        program = os.path.basename(exe)
        if os.path.dirname(exe) == installation.directory and program != "minidumpctl":
            yield int(name), program


def wait_for_processes(installation, seconds=LEFTOVER_SECONDS):
    """Until a pass finds none: what ends may have started another."""
    while True:
        found = list(processes_of(installation))
        if not found:
            return
        for pid, program in found:
            wait_for.process_ends(pid, seconds, f"{program} {pid}")


def problems_of_store(installation, converted=True):
    """Sentences about files that should not be there, or not be so."""
    for name in os.listdir(installation.spool):
        if name.endswith(".part"):
            yield f"spool/{name} was left half-written"
        elif name.endswith(".idump") and converted:
            yield f"spool/{name} was not converted"
        elif not name.endswith(".idump") and not name.startswith("."):
            yield f"spool/{name} has a name that nobody knows"
    names = set(os.listdir(installation.pending))
    for name in sorted(names):
        path = os.path.join(installation.pending, name)
        status = os.stat(path)
        version = (name, status.st_ino, status.st_mtime_ns)
        if version in installation.sound_files:  # A store fills up in a long run.
            continue
        problems = list(problems_of_file(installation, name, names))
        yield from problems
        if not problems:
            installation.sound_files.add(version)


def problems_of_file(installation, name, names):
    """Of one file in pending/, which has these names in it."""
    stem, suffix = os.path.splitext(name)
    path = os.path.join(installation.pending, name)
    if suffix == ".dmp":
        if f"{stem}.extra" not in names:
            yield f"pending/{name} has no .extra"
        yield from (f"pending/{name}: {problem}"
                    for problem in minidump_rules.check(Minidump.open(path),
                                                        whole=is_whole(installation, stem)))
    elif suffix == ".extra":
        yield from problems_of_extra(path, f"{stem}.dmp" in names)
    else:
        yield f"pending/{name} has a name that nobody knows"


def is_whole(installation, stem):
    """Whether the report says that nothing went wrong."""
    try:
        with open(os.path.join(installation.pending, f"{stem}.extra"), encoding="utf-8") as file:
            extra = json.load(file)
    except (OSError, ValueError):
        return True
    return not soft_error_codes(extra)


def problems_of_extra(path, has_dump):
    try:
        with open(path, encoding="utf-8") as file:
            extra = json.load(file)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        yield f"{path}: {error}"
        return
    if not all(isinstance(value, str) for value in extra.values()):
        yield f"{path}: a value is not a string"
    if has_dump:
        with open(path.removesuffix(".extra") + ".dmp", "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        if extra.get("MinidumpSha256Hash") != digest:
            yield f"{path}: MinidumpSha256Hash is not the minidump's"
    elif not extra.get("NoDumpReason"):
        yield f"{path}: neither a minidump nor a reason"


def extras(installation):
    """The .extra files in pending/, as dicts, in the order of their ids."""
    result = []
    for name in sorted(os.listdir(installation.pending)):
        if name.endswith(".extra"):
            with open(os.path.join(installation.pending, name), encoding="utf-8") as file:
                result.append(json.load(file))
    return result


def soft_error_codes(extra):
    return [error["code"] for error in json.loads(extra.get("SoftErrors", "[]"))]
