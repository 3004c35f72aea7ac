# SPDX-License-Identifier: GPL-2.0-or-later
"""Being somebody else: crashes as a user, and what a user can open."""

import os
import shutil
import signal
import subprocess

import settled
from core_pattern_guard import DUMPABLE_PATH, write_setting

USER, OTHER = 1000, 1001  # Persons' uids; nobody needs to have them.


def as_user(uid, gid, function):
    """Calls function in a child that is this user, with no other group. Returns its result, which
    must be a small number."""
    pid = os.fork()
    if pid == 0:
        status = 255
        try:
            os.setgroups([])
            os.setresgid(gid, gid, gid)
            os.setresuid(uid, uid, uid)
            status = function()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def can_open(path, uid, gid=None):
    """Whether this user may open the file for reading."""
    def attempt():
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        except PermissionError:
            return 1
        return 0

    status = as_user(uid, uid if gid is None else gid, attempt)
    if status > 1:
        raise AssertionError(f"{path}: neither readable nor refused")
    return status == 0


def set_suid_dumpable(value):
    """fs.suid_dumpable; the guard of core_pattern restores it."""
    write_setting(DUMPABLE_PATH, b"%d\n" % value)


def install(session, name, owner=(0, 0), mode=0o755, capabilities=None):
    """A copy of a crashing program that others can reach, with rights of its own."""
    path = session.installation.path(name)
    if os.path.exists(path):
        os.unlink(path)
    shutil.copyfile(session.crasher("changed_rights"), path)
    os.chown(path, *owner)
    os.chmod(path, mode)
    if capabilities:
        subprocess.run(["setcap", capabilities, path], check=True, timeout=60)
    return path


def crash(session, command, uid=USER, gid=USER):
    """Runs the command as this user until SIGABRT ends it. Returns the pid once all has settled."""
    session.register()
    process = subprocess.Popen(command, user=uid, group=gid, extra_groups=[], cwd="/",
                               stdin=subprocess.DEVNULL)
    status = process.wait(60)
    if status != -signal.SIGABRT:
        raise AssertionError(f"{command}: exit status {status}")
    settled.wait_for_processes(session.installation)
    return process.pid


def report_of(session, pid):
    """The .extra of this process's report, or None."""
    found = [extra for extra in settled.extras(session.installation)
             if extra.get("ProcessId") == str(pid)]
    if len(found) > 1:
        raise AssertionError(f"process {pid} has {len(found)} reports")
    return found[0] if found else None
