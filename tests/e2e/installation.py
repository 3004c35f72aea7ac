# SPDX-License-Identifier: GPL-2.0-or-later
"""A private installation: programs, configuration and store below one temporary directory.

The kernel takes 127 bytes of core pattern, of which our specifiers leave 68 for two paths: names
here are short.
"""

import os
import shutil
import subprocess
import tempfile

import readers

OWNER = 65534  # nobody: whom the worker and the converter become
PROGRAMS = ("minidump-collector", "minidump-converter", "coredump-pattern", "minidumpctl")
CONFIG = """[Store]
state-directory={state}
run-directory={run}
[Collector]
converter={converter}
{collector}"""


class Installation:
    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="md-", dir="/tmp")
        os.chmod(self.directory, 0o711)
        self.build = readers.build_directory()
        for program in PROGRAMS:
            self._install(program)
        self.config = self.path("conf")
        self.state, self.run = self.path("state"), self.path("run")
        self.spool, self.pending = f"{self.state}/spool", f"{self.state}/pending"
        os.mkdir(self.run, 0o755)
        self.make_state()
        self.sound_files = set()  # of the store: settled.py
        self.configure()

    def path(self, name):
        return os.path.join(self.directory, name)

    def program(self, name):
        return self.path(name)

    def _install(self, program):
        """A copy: the build directory may be closed to others, or be replaced while tests run."""
        source = os.path.join(self.build, program)
        if os.path.exists(source):
            shutil.copyfile(source, self.path(program))
            os.chmod(self.path(program), 0o755)

    def missing(self):
        return [program for program in PROGRAMS if not os.path.exists(self.path(program))]

    def make_state(self):
        """As the store makes its directories: the state directory root's, those in it another's."""
        os.mkdir(self.state)
        os.chmod(self.state, 0o711)
        for name, mode in (("spool", 0o700), ("pending", 0o711), ("submitted", 0o711)):
            path = os.path.join(self.state, name)
            os.mkdir(path)
            os.chown(path, OWNER, OWNER)
            os.chmod(path, mode)

    def configure(self, **collector):
        """Writes the configuration; keywords are keys of [Collector], with '_' for '-'."""
        lines = "".join(f"{key.replace('_', '-')}={value}\n" for key, value in collector.items())
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(CONFIG.format(state=self.state, run=self.run, collector=lines,
                                     converter=self.path("minidump-converter")))
        os.chmod(self.config, 0o644)

    def add_configuration(self, text):
        """Adds sections to what configure() wrote."""
        with open(self.config, "a", encoding="utf-8") as file:
            file.write(f"\n{text}")

    def empty_store(self):
        for directory in (self.spool, self.pending, f"{self.state}/submitted"):
            for name in os.listdir(directory):
                os.unlink(os.path.join(directory, name))

    def call(self, program, *arguments, stdin=None):
        """Runs one of our programs; the result has returncode, stdout and stderr as text."""
        return subprocess.run([self.path(program), *arguments], capture_output=True, check=False,
                              stdin=stdin or subprocess.DEVNULL, timeout=120, text=True,
                              errors="surrogateescape")

    def ctl(self, verb, *arguments):
        return self.call("minidumpctl", verb, f"--config={self.config}", *arguments)

    def ctl_command(self, verb, *arguments):
        """As a list of words, for whoever starts it otherwise."""
        return [self.path("minidumpctl"), verb, f"--config={self.config}", *arguments]

    def remove(self):
        shutil.rmtree(self.directory, ignore_errors=True)
