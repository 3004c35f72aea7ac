# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways to handle a crash that are compared. Each knows its core_pattern, what it leaves behind,
and which executables have to be gone before the next crash may start."""

import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import machine

MINICOREDUMPER_RECEPT = {
    "stacks": {"dump_stacks": True, "first_thread_only": False, "max_stack_size": 0},
    "maps": {"dump_by_name": ["[vdso]"]},
    "compression": {"compressor": "gzip", "extension": "gz", "in_tar": True},
    "dump_auxv_so_list": True,
    "dump_pthread_list": True,
    "dump_robust_mutex_list": True,
    "dump_scope": 1024,
    "live_dumper": True,
    "write_proc_info": False,
    "write_debug_log": False,
    "dump_fat_core": False,
}


class Handler:
    """A core_pattern, and what belongs to it. Its files are below its folder."""

    name = ""
    executables = ()
    is_peer = False  # to compare with, and allowed to be slow

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(mode=0o755)

    def install(self):
        machine.set_core_pattern(self.pattern())

    def settle(self):
        """Returns when nothing of the crash goes on."""
        machine.wait_for_executables(self.executables)

    def clean(self):
        """Deletes what the last crash left behind."""


class NoOp(Handler):
    name = "no-op"

    def __init__(self, folder, programs):
        super().__init__(folder)
        self.program = programs / "noop_handler"
        self.executables = (self.program,)

    def pattern(self):
        return f"|{self.program} %P %I %s %t %c %u %g %d %F %e"


class PlainCore(Handler):
    name = "plain core"
    is_peer = True

    def pattern(self):
        return f"{self.folder}/core"

    def clean(self):
        for core in self.folder.glob("core*"):
            core.unlink()


class MiniCoreDumper(Handler):
    """Debian's package, unpacked and never installed, with the configuration that it ships but for
    the directory."""

    name = "minicoredumper"
    is_peer = True

    def __init__(self, folder, cache):
        super().__init__(folder)
        self.program = unpack_program("minicoredumper", "usr/sbin/minicoredumper", cache)
        self.executables = (self.program,)
        self.crashes = self.folder / "crashes"
        self.crashes.mkdir()
        self.config = self.folder / "config.json"
        watch = [{"recept": str(self.folder / "recept.json")}]
        self.config.write_text(json.dumps({"base_dir": str(self.crashes), "watch": watch}))
        (self.folder / "recept.json").write_text(json.dumps(MINICOREDUMPER_RECEPT))

    def pattern(self):
        return f"|{self.program} %P %u %g %s %t %h %e {self.config}"

    def clean(self):
        if not any(self.crashes.iterdir()):
            raise RuntimeError("minicoredumper left nothing behind")
        shutil.rmtree(self.crashes)
        self.crashes.mkdir()


class Ours(Handler):
    """The collector with a private configuration. It does not start the converter: conversion is no
    part of the crash, and would disturb the next sample."""

    name = "minidumpd"

    def __init__(self, folder, build):
        super().__init__(folder)
        self.build = build
        self.collector = self.folder / "minidump-collector"
        shutil.copy(build / "minidump-collector", self.collector)
        self.executables = (self.collector,)
        self.spool = machine.make_state_directory(self.folder / "state") / "spool"
        self.config = self.folder / "conf"
        self.config.write_text(
            f"[Store]\nstate-directory = {self.folder}/state\nrun-directory = {self.folder}/run\n"
            "[Collector]\nconvert = no\n"
        )
        (self.folder / "run").mkdir()
        self.enabled_pattern = None

    def pattern(self):
        """What coredump-pattern registers for this configuration."""
        if not self.enabled_pattern:
            command = [self.build / "coredump-pattern", "enable"]
            command += ["--collector", self.collector, "--config", self.config]
            subprocess.run(command, check=True, stderr=subprocess.PIPE)
            self.enabled_pattern = machine.core_pattern()
        return self.enabled_pattern

    def take_dump(self, number):
        """Moves the intermediate dump of the last crash out of the spool. There has to be one."""
        dumps = list(self.spool.iterdir())
        if len(dumps) != 1 or dumps[0].suffix != ".idump":
            raise RuntimeError(f"one crash left this in the spool: {[d.name for d in dumps]}")
        kept = self.folder / f"{number}.idump"
        dumps[0].rename(kept)
        return kept

    def convert(self, dump):
        minidump = dump.with_suffix(".dmp")
        command = [self.build / "minidump-converter", dump, "-o", minidump]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return minidump

    def clean(self):
        for dump in self.spool.iterdir():
            dump.unlink()


def unpack_program(package, path, cache):
    """One program out of a Debian package, which is fetched once."""
    program = cache / Path(path).name
    if not program.exists():
        cache.mkdir(parents=True, exist_ok=True)
        fetch = ["apt-get", "download", "-q", package]
        subprocess.run(fetch, cwd=cache, check=True, capture_output=True)
        (archive,) = cache.glob(f"{package}_*.deb")
        listing = ["dpkg-deb", "--fsys-tarfile", archive]
        files = subprocess.run(listing, check=True, capture_output=True)
        partial = cache / f"{program.name}.part"
        with tarfile.open(fileobj=io.BytesIO(files.stdout)) as tar:
            partial.write_bytes(tar.extractfile(f"./{path}").read())
        partial.chmod(0o755)
        partial.rename(program)
    return program


def missing_libraries(program):
    listed = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    return [line.split()[0] for line in listed.splitlines() if "not found" in line]
