# SPDX-License-Identifier: GPL-2.0-or-later
"""One crash: what the recorder saw, and the report that came of it."""

import hashlib
import json
import os
from functools import cached_property

import compare_truth
import minidump_rules
import wait_for
from minidump_file import Minidump
from truth import Truth


class Crash:
    def __init__(self, installation, directory, stdout):
        self.installation = installation
        self.directory = directory
        self.stdout = stdout
        with open(os.path.join(directory, "result.json"), encoding="ascii") as file:
            result = json.load(file)
        self.pid, self.status, self.recorded = result["pid"], result["status"], result["recorded"]
        self.id = None

    @cached_property
    def told(self):
        """What the program said of itself before it died: one JSON object."""
        return json.loads(self.stdout)

    @cached_property
    def truth(self):
        return Truth(self.directory)

    def wait(self, seconds):
        """Waits for the .extra, the commit mark of a report."""
        wait_for.in_directories(self._find, [self.installation.pending], seconds,
                                f"the report of process {self.pid}")

    def _find(self):
        pending = self.installation.pending
        for name in os.listdir(pending):
            if name.endswith(".extra"):
                with open(os.path.join(pending, name), encoding="utf-8") as file:
                    extra = json.load(file)
                if extra.get("ProcessId") == str(self.pid):
                    self.id = name.removesuffix(".extra")
        return self.id

    def file(self, suffix):
        return os.path.join(self.installation.pending, self.id + suffix)

    @cached_property
    def dmp(self):
        return self.file(".dmp")

    @cached_property
    def extra(self):
        with open(self.file(".extra"), encoding="utf-8") as file:
            return json.load(file)

    @cached_property
    def soft_errors(self):
        return json.loads(self.extra.get("SoftErrors", "[]"))

    @cached_property
    def dump(self):
        return Minidump.open(self.dmp)

    def problems(self):
        """Broken rules, differences from the truth, and what .extra has wrong."""
        return [*minidump_rules.check(self.dump), *compare_truth.compare(self.dump, self.truth),
                *self.extra_problems()]

    def extra_problems(self):
        """Compares the .extra with the truth."""
        with open(self.dmp, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        true = {
            "ReportId": self.id,
            "ProcessId": str(self.truth.pid),
            "ThreadId": str(self.truth.tid),
            "SignalNumber": str(self.truth.signal),
            "SignalCodeNumber": str(self.truth.code),
            "Executable": self.truth.links["exe"],
            "WorkingDirectory": self.truth.links["cwd"],
            "ThreadName": self.truth.crashing_thread.comm,
            "ThreadCount": str(len(self.truth.threads)),
            "ModuleCount": str(len(self.truth.modules)),
            "MinidumpSha256Hash": digest,
            "CaptureComplete": "1",
        }
        for key, value in true.items():
            if self.extra.get(key) != value:
                yield f".extra: {key} is {self.extra.get(key)!r}, was {value!r}"
        for key, value in self.extra.items():
            if not isinstance(value, str):
                yield f".extra: {key} is no string"
        address = self.extra.get("CrashAddress")
        if (address is not None) != self.truth.has_address:
            yield f".extra: CrashAddress is {address}"
        elif address is not None and int(address, 16) != self.truth.address:
            yield f".extra: CrashAddress is {address}, was {self.truth.address:#x}"
