# SPDX-License-Identifier: GPL-2.0-or-later
"""A store that is full, missing, read-only or not ours: the log has the crash, the victim goes."""

import os
import subprocess

import drive
import settled
from tap import cases, expect, expect_equal, expect_none, test
from test_bad_stdin import SECONDS, begin, head


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True, timeout=60)


def unmount(path):
    subprocess.run(["umount", "-l", path], check=True, timeout=60)


class Missing:
    """No such directory."""

    def __init__(self, installation, name="spool"):
        self.path = os.path.join(installation.state, name).rstrip("/")

    def __enter__(self):
        os.rename(self.path, self.path + ".away")

    def __exit__(self, *unused):
        os.rename(self.path + ".away", self.path)


class Mounted:
    """Something mounted over the spool."""

    def __init__(self, installation, options):
        self.path, self.options = installation.spool, options

    def __enter__(self):
        mount("-t", "tmpfs", "-o", f"mode=0700,uid=65534,gid=65534,{self.options}", "none",
              self.path)

    def __exit__(self, *unused):
        unmount(self.path)


class OwnedByRoot:
    """A worker that must not be root has nobody to become."""

    def __init__(self, installation):
        self.path = installation.spool

    def __enter__(self):
        os.chown(self.path, 0, 0)

    def __exit__(self, *unused):
        os.chown(self.path, 65534, 65534)


STORES = {
    "missing": Missing,
    "without_pending": lambda installation: Missing(installation, "pending"),
    "gone_altogether": lambda installation: Missing(installation, ""),
    "full": lambda installation: Mounted(installation, "size=16k"),
    "without_inodes": lambda installation: Mounted(installation, "nr_inodes=1"),
    "read_only": lambda installation: Mounted(installation, "ro"),
    "of_root": OwnedByRoot,
}


@cases(**STORES)
def test_store(session, make):
    """One line that tells the crash and the reason; nothing half-written under a final name."""
    data = head(session)
    before = begin(session)
    installation = session.installation
    with drive.Victim() as victim:
        with make(installation):
            status = drive.run(installation, victim, data, seconds=SECONDS)
            expect(status >= 0, f"the collector died of signal {-status}")
            settled.wait_for_processes(installation)
            spool = os.listdir(installation.spool) if os.path.isdir(installation.spool) else []
            expect_none(f"spool/{name} was left half-written"
                        for name in spool if name.endswith(".part"))
        lines = session.log.lines()[before:]
        expect(lines, "nothing in the log")
        expect(any(str(victim.pid) in line for line in lines), f"no process id in {lines}")
    session.empty_store()


@test
def test_store_full_for_a_real_crash(session):
    """The kernel's crash: the process is gone in time, whatever the store says."""
    session.register()
    begin(session)
    with Mounted(session.installation, "size=16k"):
        crash = session.record("segv_threads", 50, 32)
        settled.wait_for_processes(session.installation)
    expect_equal(crash.status & 0x7F, 11, "the signal that ended the process")
    expect(any(str(crash.pid) in line for line in session.log.lines()), "nothing in the log")
    session.empty_store()
