# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of one run share: the installation, core_pattern, the kernel log."""

import json
import os
import subprocess

import settled
import wait_for
from core_pattern_guard import PATTERN_PATH, CorePatternGuard, Unavailable
from crash import Crash
from installation import Installation
from kernel_log import KernelLog

REPORT_SECONDS = 60
RUN_SECONDS = 120


class Recording:
    """A program that runs under the truth recorder, and will crash."""

    def __init__(self, installation, directory, process):
        self.installation, self.directory, self.process = installation, directory, process

    def crash(self):
        """Waits for the end of it."""
        try:
            stdout, _ = self.process.communicate(timeout=RUN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        if self.process.returncode != 0:
            raise AssertionError(f"record_truth exits {self.process.returncode}")
        return Crash(self.installation, self.directory, stdout)


class Session:
    """Made empty: each part is built when the first test asks for it."""

    def __init__(self, keep=False):
        self.keep = keep
        self.parts = []
        self._installation = self._guard = self._log = None
        self.registered = False
        self.n_crashes = 0
        self.crashes = {}

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self._guard:
            self.disable()
            self._guard.__exit__()
        if self._installation and not self.keep:
            self._installation.remove()
        elif self._installation:
            print(f"# kept {self._installation.directory}")

    def begin_test(self):
        """Whatever an earlier test configured is over."""
        if self._installation is not None:
            self._installation.configure()

    @property
    def installation(self):
        if self._installation is None:
            if os.geteuid() != 0:
                raise Unavailable("needs root")
            self._installation = Installation()
        return self._installation

    @property
    def log(self):
        if self._log is None:
            self._log = KernelLog()
        return self._log

    def guard(self):
        """Makes core_pattern ours to change. Raises Unavailable."""
        if self._guard is None:
            self._guard = CorePatternGuard().__enter__()

    def release_guard(self):
        """Puts everything back now, for a test of the guard itself."""
        self.disable()
        if self._guard:
            self._guard.__exit__()
        self._guard = None

    def disable(self):
        """coredump-pattern disable; the CompletedProcess, or None if nothing was built yet."""
        self.registered = False
        if self._installation is None or self._installation.missing():
            return None
        return self._installation.call("coredump-pattern", "disable",
                                       f"--config={self._installation.config}")

    def need_programs(self):
        """Fails if a program is missing, which is not the same as a test that cannot run here."""
        if self.installation.missing():
            raise AssertionError(f"not in {self.installation.build}: "
                                 f"{', '.join(self.installation.missing())}")

    def register(self):
        """Registers the collector, once. Raises Unavailable, or AssertionError if it fails."""
        installation = self.installation
        self.need_programs()
        self.guard()
        if not self.registered:
            result = installation.call(
                "coredump-pattern", "enable",
                f"--collector={installation.program('minidump-collector')}",
                f"--config={installation.config}")
            if result.returncode != 0:
                raise AssertionError(f"coredump-pattern enable: {result.stderr}")
            self.registered = True

    def set_pattern(self, pattern):
        """Sets core_pattern itself, for what is not our collector."""
        self.guard()
        with open(PATTERN_PATH, "w", encoding="utf-8") as file:
            file.write(pattern)
        self.registered = False

    def crasher(self, name):
        return os.path.join(self.installation.build, "tests/crashers", name)

    def new_directory(self):
        self.n_crashes += 1
        path = self.installation.path(f"t{self.n_crashes}")
        os.mkdir(path)
        return path

    def start_recording(self, program, *arguments, **options):
        """Starts a program of tests/crashers under the truth recorder. setting="FILE=TEXT" is made
        when all is recorded."""
        directory = self.new_directory()
        recorder = os.path.join(self.installation.build, "tests/support/record_truth")
        setting = options.pop("setting", None)
        command = [recorder, "-o", directory, *(["-w", setting] if setting else []),
                   self.crasher(program), *map(str, arguments)]
        for path in (recorder, self.crasher(program)):
            if not os.access(path, os.X_OK):
                if "_i386" in path:
                    raise Unavailable("gcc-12-multilib, for programs of 32 bits, is not installed")
                raise AssertionError(f"{path} was not built")
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   cwd=options.pop("cwd", directory), **options)
        return Recording(self.installation, directory, process)

    def record(self, program, *arguments, **options):
        """Runs it to its death."""
        return self.start_recording(program, *arguments, **options).crash()

    def crash(self, program, *arguments, **options):
        """As record(), with the collector registered; waits for the report."""
        self.register()
        crash = self.record(program, *arguments, **options)
        crash.wait(REPORT_SECONDS)
        return crash

    def crash_alone(self, program, *arguments, wait=True, **options):
        """Crashes it under nobody's eyes, where a tracer would change what happens: no truth. The
        program may also be a path."""
        self.register()
        directory = self.new_directory()
        process = subprocess.Popen([self.crasher(program), *map(str, arguments)],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   cwd=directory, **options)
        stdout, _ = process.communicate(timeout=RUN_SECONDS)
        with open(os.path.join(directory, "result.json"), "w", encoding="ascii") as file:
            json.dump({"pid": process.pid, "status": process.returncode, "recorded": False}, file)
        crash = Crash(self.installation, directory, stdout)
        if wait:
            crash.wait(REPORT_SECONDS)
        return crash

    def shared_crash(self, program, *arguments):
        """One crash for several tests that only look at it."""
        key = (program, *arguments)
        if key not in self.crashes:
            self.crashes[key] = self.crash(program, *arguments)
        return self.crashes[key]

    def victims(self):
        """Programs of tests/crashers that run now."""
        crashers = os.path.dirname(self.crasher("x"))
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.path.dirname(os.readlink(f"/proc/{name}/exe")) == crashers:
                    yield int(name)
            except OSError:
                continue

    def empty_store(self):
        """Forgets every report, also those that tests share."""
        self.crashes.clear()
        self._installation.empty_store()

    def expect_settled(self):
        """No process of ours is left, and everything in the store is as it should be."""
        settled.wait_for_processes(self.installation)
        problems = list(settled.problems_of_store(self.installation))
        if problems:
            raise AssertionError("\n".join(problems))

    def wait_for_extra(self, accept, seconds=REPORT_SECONDS):
        """The first report in pending/ whose .extra, a dict, accept() likes."""
        pending = self.installation.pending

        def look():
            for name in os.listdir(pending):
                if name.endswith(".extra"):
                    with open(os.path.join(pending, name), encoding="utf-8") as file:
                        extra = json.load(file)
                    if accept(extra):
                        return extra
            return None

        return wait_for.in_directories(look, [pending], seconds, "a report")

    def explain(self):
        """What may help to understand a failure."""
        with open(PATTERN_PATH, encoding="utf-8", errors="replace") as file:
            lines = [f"core_pattern: {file.read().strip()}"]
        lines += [f"log: {line}" for line in (self._log.lines()[-5:] if self._log else [])]
        if self._installation:
            for directory in (self._installation.spool, self._installation.pending):
                names = os.listdir(directory) if os.path.isdir(directory) else []
                lines.append(f"{os.path.basename(directory)}: {' '.join(sorted(names)[-6:])}")
        return lines
