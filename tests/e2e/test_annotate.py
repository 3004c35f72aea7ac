# SPDX-License-Identifier: GPL-2.0-or-later
"""minidumpctl annotate on real reports."""

import json
import os
import subprocess

from tap import expect, expect_equal, test


def extra_of(crash):
    with open(crash.file(".extra"), encoding="utf-8") as file:
        return json.load(file)


@test
def test_annotate(session):
    """Values come and go; nothing else of the file changes, nor who may read it."""
    crash = session.crash("divide")
    path, old = crash.file(".extra"), extra_of(crash)
    subprocess.run(["setfacl", "-m", "u:65533:r", path], check=True)
    before, access = os.stat(path), subprocess.check_output(["getfacl", "-cp", path])
    result = session.installation.ctl("annotate", crash.id, "Ticket=BUG-7", "Note=a=b \"c\"\n")
    expect_equal(result.returncode, 0, f"exit status ({result.stderr})")
    after = os.stat(path)
    expect_equal(extra_of(crash), old | {"Ticket": "BUG-7", "Note": "a=b \"c\"\n"},
                 "the values")
    expect_equal((after.st_uid, after.st_gid, after.st_mode),
                 (before.st_uid, before.st_gid, before.st_mode), "owner and mode")
    expect_equal(subprocess.check_output(["getfacl", "-cp", path]), access, "the ACL")
    session.installation.ctl("annotate", crash.id, "Ticket=", "Note=")
    expect_equal(extra_of(crash), old, "the values, taken away")


@test
def test_annotate_at_once(session):
    """Of twenty annotations at the same time none is lost."""
    crash = session.crash("divide")
    old = extra_of(crash)
    running = [subprocess.Popen(session.installation.ctl_command("annotate", crash.id, f"N{i}=1"))
               for i in range(20)]
    expect(all(process.wait(60) == 0 for process in running), "an annotation failed")
    expect_equal(sorted(set(extra_of(crash)) - set(old)),
                 sorted(f"N{i}" for i in range(20)), "the annotations")
    leftovers = [name for name in os.listdir(session.installation.pending)
                 if name.endswith(".tmp")]
    expect_equal(leftovers, [], "files left over")
