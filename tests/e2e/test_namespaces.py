# SPDX-License-Identifier: GPL-2.0-or-later
"""Processes that live apart: namespaces, containers, other roots, other users, hidden processes."""

import contextlib
import ctypes
import os
import re
import shutil
import signal
import subprocess

from tap import Skip, cases, expect, expect_equal, expect_none, test

CLONE_NEWPID, PR_SET_PDEATHSIG = 0x20000000, 1
CRASHER = ("segv_threads", 3, 16)
HOST_ID = 100123
LIBC = ctypes.CDLL(None, use_errno=True)
SUID_DUMPABLE = "/proc/sys/fs/suid_dumpable"


def new_pid_namespace():
    """For what the caller starts from now on. Its first process, which holds it, only waits."""
    if LIBC.unshare(CLONE_NEWPID) < 0:
        os._exit(4)
    if os.fork() == 0:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        while True:
            signal.pause()


def crash_under(session, *wrapper, crasher=CRASHER, **options):
    """A crash of a program that a wrapper, which the recorder starts, becomes."""
    if shutil.which(wrapper[0]) is None and not os.access(session.crasher(wrapper[0]), os.X_OK):
        raise Skip(f"{wrapper[0]} is not installed")
    program = shutil.which(wrapper[0]) or wrapper[0]
    return session.crash(program, *wrapper[1:], session.crasher(crasher[0]), *crasher[1:],
                         **options)


def expect_whole(crash, threads=4):
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    expect_equal(len(crash.truth.threads), threads, "the number of threads seen")


def ns_pid_of(truth):
    """The innermost of the numbers that the process has."""
    return re.search(rb"^NStgid:.*\t(\d+)$", truth.file("status"), re.MULTILINE)[1].decode()


def expect_names(crash):
    """Each thread by its number in the host's namespace, and with its name."""
    names = sorted(crash.dump.thread_names.values())
    expect_equal(names[1:], ["worker-1", "worker-2", "worker-3"], "the names of the threads")


@cases(mount="--mount", net="--net", uts="--uts", ipc="--ipc", cgroup="--cgroup", time="--time")
def test_namespace(session, option):
    crash = crash_under(session, "unshare", option)
    expect_whole(crash)
    expect("NamespaceProcessId" not in crash.extra, "a process id of another namespace")


@cases(root="--map-root-user", user="--map-current-user")
def test_namespace_user(session, option):
    crash = crash_under(session, "unshare", "--user", option)
    expect_whole(crash)
    expect_equal(crash.extra["UserId"], "0", "the user, as the host has it")


@test
def test_namespace_pid(session):
    """The notes have the namespace's numbers, the report has the host's, of every thread."""
    session.register()
    crash = session.crash(*CRASHER, preexec_fn=new_pid_namespace)
    expect_whole(crash)
    expect_names(crash)
    inner = ns_pid_of(crash.truth)
    expect(int(inner) < 10 < crash.pid, f"{inner} is not a number of a new namespace")
    expect_equal(crash.extra["NamespaceProcessId"], inner, "the number in its own namespace")


@test
def test_namespace_pid_of_1000_threads(session):
    session.register()
    crash = session.crash("segv_threads", 1000, 8, preexec_fn=new_pid_namespace)
    expect_none(crash.problems())
    expect_equal(len(crash.truth.threads), 1001, "the number of threads seen")
    expect_equal(len(set(crash.dump.thread_names.values())), 1001, "the number of names")


@test
def test_namespace_pid_first_process(session):
    """Process 1 of its namespace, whom the kernel otherwise spares signals; nobody traces it."""
    session.register()
    subprocess.run(["unshare", "--pid", "--fork", "--mount-proc", session.crasher(CRASHER[0]),
                    *map(str, CRASHER[1:])], check=False)
    extra = session.wait_for_extra(lambda extra: extra.get("NamespaceProcessId") == "1",
                                     seconds=10)
    expect_equal((extra["Comm"], extra["Signal"], extra["ThreadCount"], extra["SoftErrors"]),
                 ("segv_threads", "SIGSEGV", "4", "[]"), "the report")


def make_root(session, program):
    """A directory with a program, what it is linked to, and an empty /proc."""
    root = session.installation.path("root")
    os.makedirs(f"{root}/proc", exist_ok=True)
    os.makedirs(f"{root}/app", exist_ok=True)
    shutil.copy(session.crasher(program), f"{root}/app/{program}")
    listed = subprocess.run(["ldd", session.crasher(program)], capture_output=True, text=True,
                            check=True).stdout
    for library in re.findall(r"(/\S+) \(0x", listed):
        os.makedirs(root + os.path.dirname(library), exist_ok=True)
        shutil.copy(os.path.realpath(library), root + library)
    return root


def modules_in(crash, directory):
    return [module for module in crash.dump.modules if module.name.startswith(directory)]


@test
def test_namespace_all_as_in_a_container(session):
    """All namespaces at once, a root directory of its own, and no user that the host knows."""
    root = make_root(session, "segv_threads")
    session.register()
    crash = session.crash("in_container", root, HOST_ID, "/app/segv_threads", 3, 16,
                          preexec_fn=new_pid_namespace)
    expect_whole(crash)
    expect_names(crash)
    expect_equal(crash.extra["Executable"], "/app/segv_threads", "the path in the container")
    expect_equal(crash.extra["NamespaceProcessId"], ns_pid_of(crash.truth), "its number there")
    expect_equal(crash.extra["UserId"], str(HOST_ID), "the user, as the host has it")
    expect(all(module.build_id for module in crash.dump.modules), "a module without build-id")
    expect(len(modules_in(crash, "/lib")) >= 2, "libraries of the container are missing")


@test
def test_namespace_chroot(session):
    root = make_root(session, "segv_threads")
    proc = f"{root}/proc"
    subprocess.run(["mount", "--bind", "/proc", proc], check=True)
    try:
        session.register()
        crash = session.crash(shutil.which("chroot"), root, "/app/segv_threads", 3, 16)
    finally:
        subprocess.run(["umount", proc], check=True)
    expect_whole(crash)
    expect_equal(crash.extra["Executable"], f"{root}/app/segv_threads", "the path on the host")


@test
def test_namespace_of_another_user(session):
    crash = crash_under(session, "setpriv", f"--reuid={HOST_ID}", f"--regid={HOST_ID + 1}",
                        "--clear-groups")
    expect_whole(crash)
    expect_equal((crash.extra["UserId"], crash.extra["GroupId"]), (str(HOST_ID), str(HOST_ID + 1)),
                 "user and group")


@contextlib.contextmanager
def suid_dumpable(value):
    """The kernel dumps no setuid program unless this is 2 (or 1, which nobody should set)."""
    with open(SUID_DUMPABLE, encoding="ascii") as file:
        before = file.read()
    try:
        with open(SUID_DUMPABLE, "w", encoding="ascii") as file:
            file.write(value)
        yield
    finally:
        with open(SUID_DUMPABLE, "w", encoding="ascii") as file:
            file.write(before)


@test
def test_namespace_setuid(session):
    """A program that runs as another user than the one who started it. It cannot look at its own
    threads in /proc, whose files are root's: so it has none."""
    path = session.installation.path("setuid")
    shutil.copy(session.crasher("segv_threads"), path)
    os.chown(path, HOST_ID, HOST_ID)
    os.chmod(path, 0o6755)
    session.register()
    with suid_dumpable("2"):
        crash = session.crash(shutil.which("setpriv"), "--reuid=65534", "--regid=65534",
                              "--clear-groups", path, 0, 4)
    expect_whole(crash, threads=1)
    expect_equal(crash.extra["UserId"], "65534", "the real user")
    expect(b"\nUid:\t65534\t%d\t" % HOST_ID in crash.truth.file("status"), "it was not setuid")
    expect(not os.listxattr(crash.dmp), "a setuid program's report is readable for a user")


@test
def test_namespace_hides_processes(session):
    """The victim's own /proc shows it no process of others."""
    crash = crash_under(session, "unshare", "--mount", "sh", "-c",
                        "mount -t proc -o hidepid=2 proc /proc && exec setpriv "
                        f'--reuid={HOST_ID} --regid={HOST_ID} --clear-groups "$@"', "sh")
    expect_whole(crash)


@test
def test_namespace_hidden_from_the_worker(session):
    """The host's /proc shows the worker, which is another user, nothing of the victim."""
    options = next(line.split()[3] for line in open("/proc/mounts", encoding="ascii")
                   if line.split()[1] == "/proc")
    before = next((option for option in options.split(",") if option.startswith("hidepid=")),
                  "hidepid=0")
    session.register()
    if subprocess.run(["mount", "-o", "remount,hidepid=2", "/proc"], capture_output=True,
                      check=False).returncode != 0:
        raise Skip("/proc cannot be mounted anew here")
    try:
        crash = crash_under(session, "setpriv", f"--reuid={HOST_ID}", f"--regid={HOST_ID}",
                            "--clear-groups")
    finally:
        subprocess.run(["mount", "-o", f"remount,{before}", "/proc"], check=True)
    expect_whole(crash)
