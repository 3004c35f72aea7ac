# SPDX-License-Identifier: GPL-2.0-or-later
"""A store on a small file system of its own, and what is in it."""

import os
import subprocess

import settled
from installation import OWNER

DIRECTORIES = (("spool", 0o700), ("pending", 0o711), ("submitted", 0o711), ("index", 0o711))
NO_LIMITS = {"quota": "1024T", "quota-percent": "100%", "keep-free": "0", "user-share": "100%"}


def set_limits(installation, **limits):
    """Limits of the store besides no limit at all, with '_' for '-'."""
    installation.configure()
    keys = NO_LIMITS | {key.replace("_", "-"): value for key, value in limits.items()}
    with open(installation.config, "a", encoding="utf-8") as file:
        file.write("[Store]\n" + "".join(f"{key}={value}\n" for key, value in keys.items()))


class SmallStore:
    """The state directory becomes a tmpfs, with mount options such as size=2m, and back again."""

    def __init__(self, session, options, **limits):
        self.session, self.options, self.limits = session, options, limits

    def __enter__(self):
        session, state = self.session, self.session.installation.state
        session.register()
        settled.wait_for_processes(session.installation)
        session.crashes.clear()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"mode=0711,{self.options}", "none", state],
                       check=True, timeout=60)
        for name, mode in DIRECTORIES:
            path = os.path.join(state, name)
            os.mkdir(path)
            os.chown(path, OWNER, OWNER)
            os.chmod(path, mode)
        set_limits(session.installation, **self.limits)
        return self

    def __exit__(self, *unused):
        settled.wait_for_processes(self.session.installation)
        subprocess.run(["umount", "-l", self.session.installation.state], check=True, timeout=60)
        self.session.crashes.clear()
        self.session.installation.configure()

    def remount(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.session.installation.state],
                       check=True, timeout=60)

    def leave_free(self, size):
        """Fills the file system with a file of somebody else until only this much is free."""
        state = self.session.installation.state
        disk = os.statvfs(state)
        with open(os.path.join(state, "ballast"), "wb") as file:
            os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - size)


def crash(session, program, *arguments):
    """A crash, with or without a report; returns once nothing works on it any more."""
    found = session.record(program, *arguments)
    settled.wait_for_processes(session.installation)
    return found


def reports(session):
    """Process ids by the time of their crashes, and whether each has a minidump."""
    installation = session.installation
    return {int(extra["ProcessId"]):
            os.path.exists(f"{installation.pending}/{extra['ReportId']}.dmp")
            for extra in settled.extras(installation) if "ProcessId" in extra}


def leftovers(installation):
    """Files that nobody would look at again."""
    for directory in (installation.spool, installation.pending):
        names = os.listdir(directory)
        yield from (f"{directory}/{name}" for name in names
                    if name.endswith((".part", ".tmp")) or
                    (name.endswith(".dmp") and f"{name[:-4]}.extra" not in names))
