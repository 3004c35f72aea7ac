# SPDX-License-Identifier: GPL-2.0-or-later
"""minidumpctl list on real reports: filters, following, and what a terminal sees."""

import json
import os
import pty
import select
import subprocess

import rights
from tap import expect, expect_equal, test

READ_SECONDS = 60


def pids(session, *options):
    result = session.installation.ctl("list", "--json", *options)
    expect_equal(result.returncode, 0, f"exit status of list {options} ({result.stderr})")
    return [report["pid"] for report in json.loads(result.stdout)]


@test
def test_list_filters(session):
    """Each option tells two crashes apart."""
    first, second = session.crash("divide"), session.crash("abort_call")
    both = [second.pid, first.pid]
    expect_equal(pids(session, "-n", "2"), both, "the two newest")
    expect_equal(pids(session, "-n", "2", "-r"), both[::-1], "the two newest, reversed")
    since = f"--since=@{int(first.extra['CrashTime'])}"
    for options in (["--signal=fpe"], ["--exe=divide"], [f"--pid={first.pid}"],
                    [f"--exe={os.path.dirname(first.truth.links['exe'])}/div*"]):
        found = pids(session, since, *options)
        expect(first.pid in found and second.pid not in found, f"{options} finds {found}")
    expect(set(both) <= set(pids(session, since, "--uid=0")), "not the crashes of root")
    expect(not set(both) & set(pids(session, "--uid=65533")), "crashes of another user")
    expect(not set(both) & set(pids(session, "--until=yesterday")), "crashes of yesterday")


def read_line(process):
    expect(select.select([process.stdout], [], [], READ_SECONDS)[0], "no line in time")
    return json.loads(process.stdout.readline())


@test
def test_list_follow(session):
    """The old reports come at once, a new one as soon as it is there."""
    old = session.crash("divide")
    command = session.installation.ctl_command("list", "--follow", "--json", "-n", "1")
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as process:
        try:
            expect_equal(read_line(process)["pid"], old.pid, "the newest report")
            new = session.crash("abort_call")
            report = read_line(process)
            while report["pid"] != new.pid:  # others may crash meanwhile
                report = read_line(process)
            expect_equal((report["id"], report["state"]), (new.id, "pending"), "the new report")
        finally:
            process.terminate()


@test
def test_list_follow_as_a_user(session):
    """Who may not list the reports sees his own come, and no other."""
    program = rights.install(session, "plain")
    old = rights.crash(session, [program])
    command = session.installation.ctl_command("list", "--follow", "--json", "-n", "1")
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0, user=rights.USER,
                          group=rights.USER, extra_groups=[]) as process:
        try:
            expect_equal(read_line(process)["pid"], old, "the newest report")
            rights.crash(session, [program], rights.OTHER, rights.OTHER)
            new = rights.crash(session, [program])
            expect_equal(read_line(process)["pid"], new, "the new report")
        finally:
            process.terminate()


def on_terminal(session, environment, *arguments):
    """All that a terminal gets to see."""
    command = session.installation.ctl_command(*arguments)
    master, slave = pty.openpty()
    with subprocess.Popen(command, stdin=slave, stdout=slave, env=environment) as process:
        os.close(slave)
        seen = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # a terminal that nobody has open any more
                break
            if not part:
                break
            seen += part
        expect_equal(process.wait(READ_SECONDS), 0, "exit status on a terminal")
    os.close(master)
    return seen.decode()


@test
def test_list_on_a_terminal(session):
    """Colours for a terminal only, text through the user's pager, unless that is root's doing."""
    session.crash("divide")
    plain = {"PATH": os.environ["PATH"], "TERM": "xterm", "PAGER": "cat"}
    seen = on_terminal(session, plain, "list", "-n", "1")
    expect("\x1b[31mSIGFPE\x1b[0m" in seen, f"no colour in {seen!r}")
    seen = on_terminal(session, dict(plain, NO_COLOR="1"), "list", "-n", "1")
    expect("\x1b" not in seen and "SIGFPE" in seen, f"colours in spite of NO_COLOR: {seen!r}")
    paged = dict(plain, NO_COLOR="1", PAGER="sed s/^/paged:/")
    expect("paged:TIME" in on_terminal(session, paged, "list", "-n", "1"), "no pager")
    expect("paged:" not in on_terminal(session, paged, "list", "--no-pager"), "a pager")
    expect("paged:" not in on_terminal(session, dict(paged, SUDO_UID="0"), "list", "-n", "1"),
           "a pager of one's own choice with the rights of root")
