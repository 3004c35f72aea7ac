# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may read a report: whose program crashed, if it was altogether theirs; else root alone."""

import os
import shutil
import stat
import subprocess
from dataclasses import dataclass, field

import drive
import rights
import settled
from core_pattern_guard import PATTERN_PATH
from installation import OWNER
from rights import OTHER, USER
from tap import cases, expect, expect_equal, expect_none, test

SHADOW, DAEMON = 42, 1  # A group of the system's, and a user.
SECRET = 0o600
ALL = '"$@"'
WRAPPER = """#!/bin/sh
for argument; do
    shift
    case $argument in
{cases}    *) set -- "$@" "$argument" ;;
    esac
done
exec {collector} "$@"
"""


class Unlisted:
    """pending/ in memory, on a file system without access control lists."""

    def __init__(self, installation):
        self.path = installation.pending

    def __enter__(self):
        subprocess.run(["mount", "-t", "ramfs", "none", self.path], check=True, timeout=60)
        os.chown(self.path, OWNER, OWNER)
        os.chmod(self.path, 0o711)

    def __exit__(self, *unused):
        subprocess.run(["umount", "-l", self.path], check=True, timeout=60)


def begin(session):
    session.register()
    settled.wait_for_processes(session.installation)
    session.empty_store()
    session.installation.configure()


def expect_readers(session, report, readers):
    """Both files can be opened by these and no others, whatever group they are in."""
    expect(report is not None, "no report")
    files = [os.path.join(session.installation.pending, report["ReportId"] + suffix)
             for suffix in (".dmp", ".extra")]
    for path in filter(os.path.exists, files):
        status = os.stat(path)
        expect_equal(stat.S_IMODE(status.st_mode), 0o640, f"the mode of {path}")
        expect_equal((status.st_uid, status.st_gid), (OWNER, OWNER), f"the owner of {path}")
        for uid in (0, OWNER):
            expect(rights.can_open(path, uid), f"uid {uid} cannot open {path}")
        for uid, gid in ((USER, USER), (USER, OTHER), (OTHER, OTHER), (OTHER, USER),
                         (DAEMON, DAEMON), (SHADOW, SHADOW)):
            expect_equal(rights.can_open(path, uid, gid), uid in readers,
                         f"that uid {uid} with gid {gid} can open {path}")
    expect(os.path.exists(files[1]), f"no {files[1]}")
    told = {int(report["ReadableBy"])} if "ReadableBy" in report else set()
    expect_equal(told, set(readers), "ReadableBy in .extra")


@test
def test_access_to_ones_own(session):
    """And to nobody else's; root's is root's."""
    begin(session)
    program = rights.install(session, "plain")
    mine = rights.report_of(session, rights.crash(session, [program]))
    theirs = rights.report_of(session, rights.crash(session, [program], OTHER, OTHER))
    roots = rights.report_of(session, rights.crash(session, [program], 0, 0))
    expect_readers(session, mine, {USER})
    expect_readers(session, theirs, {OTHER})
    expect_readers(session, roots, set())
    expect_equal(settled.soft_error_codes(mine), [], "soft errors")


@dataclass
class Program:
    """A program that USER may run but not ptrace, or a user to whom nothing is given."""

    owner: tuple = (0, 0)
    mode: int = 0o755
    capabilities: str = None
    steps: list = field(default_factory=list)
    uid: int = USER
    gid: int = USER
    wrapper: list = field(default_factory=list)
    dumpable: tuple = (1, 2)  # Values of fs.suid_dumpable that make the kernel dump it.


AMBIENT = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "--inh-caps=+net_raw",
           "--ambient-caps=+net_raw"]
BECOME_USER = ["gid=1000", "uid=1000"]
PROGRAMS = {
    "setuid_root": Program(mode=0o4755),
    "setuid_of_another_user": Program((OTHER, OTHER), 0o4755),
    "setuid_that_gave_all_up": Program(mode=0o4755, steps=["uid=1000", "dumpable=1"]),
    "setgid": Program((0, SHADOW), 0o2755),
    "file_capabilities": Program(capabilities="cap_net_raw+ep"),
    "ambient_capabilities": Program(wrapper=AMBIENT, uid=0, gid=0),
    # With 1, the kernel lets USER trace this one, too: the report tells nothing more.
    "unreadable_program": Program(mode=0o711, dumpable=(2,)),
    "root_that_became_the_user": Program(steps=BECOME_USER, uid=0, gid=0),
    "root_that_became_a_dumpable_user": Program(steps=[*BECOME_USER, "dumpable=1"], uid=0, gid=0,
                                                dumpable=(0, 1, 2)),
    "group_of_the_system": Program(gid=SHADOW, dumpable=(0,)),
    "user_of_the_system": Program(uid=DAEMON, gid=DAEMON, dumpable=(0,)),
    "nobody": Program(uid=OWNER - 1, gid=OWNER - 1, dumpable=(0,)),
    "user_namespace": Program(steps=["user-namespace"], dumpable=(0,)),
}


@cases(**PROGRAMS)
def test_access_to_more_than_ones_own(session, case):
    """Whatever the administrator makes the kernel dump, it is root's."""
    begin(session)
    program = rights.install(session, "special", case.owner, case.mode, case.capabilities)
    for value in case.dumpable:
        rights.set_suid_dumpable(value)
        try:
            pid = rights.crash(session, [*case.wrapper, program, *case.steps], case.uid, case.gid)
        finally:
            rights.set_suid_dumpable(0)
        expect_readers(session, rights.report_of(session, pid), set())
        session.empty_store()


UNDUMPED = {
    "undumpable": Program(steps=["dumpable=0"]),
    **{name: PROGRAMS[name] for name in ("setuid_root", "setgid", "file_capabilities",
                                         "unreadable_program", "root_that_became_the_user")},
}


@cases(**UNDUMPED)
def test_access_without_a_core(session, case):
    """What the kernel does not dump leaves nothing that anybody could read."""
    begin(session)
    rights.set_suid_dumpable(0)
    program = rights.install(session, "special", case.owner, case.mode, case.capabilities)
    rights.crash(session, [program, *case.steps], case.uid, case.gid)
    for directory in (session.installation.spool, session.installation.pending):
        expect_none(name for name in os.listdir(directory) if not name.startswith("."))


def change_arguments(session, changes):
    """Puts a script between the kernel and the collector; None drops an argument."""
    wrapper = session.installation.path("wrap")
    cases_of_sh = "".join(
        f"    {key}=*) {'' if value is None else f'set -- {ALL} {key}={value}'} ;;\n"
        for key, value in changes.items())
    with open(wrapper, "w", encoding="ascii") as file:
        file.write(WRAPPER.format(cases=cases_of_sh, collector=session.installation.program(
            "minidump-collector")))
    os.chmod(wrapper, 0o755)
    with open(PATTERN_PATH, encoding="ascii") as file:
        arguments = file.read().split(" ", 1)[1]
    session.set_pattern(f"|{wrapper} {arguments}")


def crash_with(session, changes):
    begin(session)
    change_arguments(session, changes)
    session.registered = True  # Though not as it was.
    try:
        return rights.crash(session, [rights.install(session, "plain")])
    finally:
        session.registered = False


@cases(as_they_are=({}, {USER}), unknown=({"d": None}, set()), not_dumpable=({"d": 2}, set()),
       no_user=({"u": None}, set()), no_group=({"g": None}, set()),
       another_user=({"u": OTHER}, set()), another_group=({"g": OTHER}, set()))
def test_access_with_arguments(session, case):
    """Where the kernel's word is missing or says otherwise, /proc proves nothing."""
    changes, readers = case
    pid = crash_with(session, changes)
    expect_readers(session, rights.report_of(session, pid), readers)


@test
def test_access_to_a_core_with_another_pid(session):
    """The number was recycled: /proc shows an innocent process of USER's."""
    with drive.Victim() as innocent:
        crash_with(session, {"P": innocent.pid, "I": innocent.pid, "F": None})
        report = rights.report_of(session, innocent.pid)
    expect("identity_mismatch" in settled.soft_error_codes(report),
           f"soft errors {settled.soft_error_codes(report)}")
    expect_readers(session, report, set())


@test
def test_access_by_minidumpctl(session):
    """One's own by its id, without root; another's not, and nobody lists."""
    begin(session)
    program = rights.install(session, "plain")
    mine = rights.report_of(session, rights.crash(session, [program]))["ReportId"]
    theirs = rights.report_of(session, rights.crash(session, [program], OTHER, OTHER))["ReportId"]
    installation = session.installation

    def run(*arguments):
        """The exit status of minidumpctl as USER."""
        def call():
            return installation.ctl(*arguments).returncode
        return rights.as_user(USER, USER, call)

    expect_equal(run("info", mine), 0, "the exit status of info for one's own report")
    expect_equal(run("path", mine), 0, "the exit status of path for one's own report")
    expect(run("info", theirs) != 0, "info shows another's report")
    for directory in (installation.spool, installation.pending):
        expect(rights.as_user(USER, USER, lambda path=directory: can_list(path)) != 0,
               f"{directory} can be listed")
    expect(rights.as_user(USER, USER, lambda: can_remove(session, mine)) != 0,
           "a report can be removed by whom it was granted to")


def can_list(path):
    try:
        os.listdir(path)
    except PermissionError:
        return 1
    return 0


def can_remove(session, report_id):
    try:
        os.unlink(os.path.join(session.installation.pending, report_id + ".extra"))
    except PermissionError:
        return 1
    return 0


@test
def test_access_to_an_intermediate_dump_is_roots(session):
    """Converting needs no root, but what waits in the spool is not proven anybody's yet."""
    begin(session)
    installation = session.installation
    installation.configure(convert="no")
    program = rights.install(session, "plain")
    rights.crash(session, [program])
    name, = (name for name in os.listdir(installation.spool) if name.endswith(".idump"))
    path = os.path.join(installation.spool, name)
    expect(not rights.can_open(path, USER), "an intermediate dump can be opened by its user")
    copy, out = installation.path("copy.idump"), installation.path("out")
    shutil.copyfile(path, copy)
    os.chmod(copy, 0o644)
    os.mkdir(out)
    os.chown(out, OTHER, OTHER)
    status = rights.as_user(OTHER, OTHER, lambda: installation.call(
        "minidump-converter", copy, "-o", f"{out}/a.dmp", f"--extra={out}/a.extra").returncode)
    expect_equal(status, 0, "the converter's exit status without root")
    for suffix in (".dmp", ".extra"):
        expect_equal(stat.S_IMODE(os.stat(f"{out}/a{suffix}").st_mode), SECRET, "the mode")
        expect(not rights.can_open(f"{out}/a{suffix}", USER),
               "by hand, somebody else is let in")


@test
def test_access_by_links_in_the_store(session):
    """Links that somebody planted lead nowhere: they are not followed, and not written through."""
    begin(session)
    installation = session.installation
    installation.configure(convert="no")
    program = rights.install(session, "plain")
    rights.crash(session, [program])
    name, = (name for name in os.listdir(installation.spool) if name.endswith(".idump"))
    stem = name.removesuffix(".idump")
    secret, target = installation.path("secret"), installation.path("target")
    for path in (secret, target):
        with open(path, "w", encoding="ascii") as file:
            file.write("secret")
        os.chmod(path, SECRET)
    os.chown(target, OWNER, OWNER)
    other = stem[:-1] + ("0" if stem[-1] != "0" else "1")
    os.symlink(secret, os.path.join(installation.spool, other + ".idump"))
    for suffix in (".dmp", ".extra"):
        os.symlink(target, os.path.join(installation.pending, stem + suffix))
    installation.call("minidump-converter", f"--drain={installation.state}")
    report, = settled.extras(installation)
    expect_equal(report["ReportId"], stem, "the report's id")
    expect_readers(session, report, {USER})
    for suffix in (".dmp", ".extra"):
        expect(not os.path.islink(os.path.join(installation.pending, stem + suffix)),
               f"{suffix} is still a link")
    with open(target, encoding="ascii") as file:
        expect_equal(file.read(), "secret", "the file behind the links in pending/")
    expect(not rights.can_open(target, USER), "the file behind the links was granted")
    os.unlink(os.path.join(installation.spool, other + ".idump"))


@test
def test_access_where_there_are_no_lists(session):
    """A file system without access control lists: the report stays root's, and says so."""
    begin(session)
    installation = session.installation
    program = rights.install(session, "plain")
    with Unlisted(installation):
        report = rights.report_of(session, rights.crash(session, [program]))
        expect_readers(session, report, set())
    expect("unsupported" in settled.soft_error_codes(report),
           f"soft errors {settled.soft_error_codes(report)}")
