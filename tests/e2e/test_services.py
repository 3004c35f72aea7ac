# SPDX-License-Identifier: GPL-2.0-or-later
"""Services without which a system limps crash: the log's, the devices'. Each is reported, and is
back."""

import os
import select
import signal
import subprocess

import wait_for
from tap import Skip, cases, disposable, expect, expect_equal

CGROUPS = "/sys/fs/cgroup"
SECONDS = 90


def property_of(unit, name):
    return subprocess.run(["systemctl", "show", f"--property={name}", "--value", unit],
                          check=True, capture_output=True, text=True).stdout.strip()


def wait_for_another(unit, pid, cgroup):
    """Until the unit's main process is another; its cgroup tells of each change."""
    while True:
        with open(f"{CGROUPS}{cgroup}/cgroup.events", encoding="ascii") as events:
            events.read()
            other = int(property_of(unit, "MainPID"))
            if other not in (0, pid):
                return other
            poller = select.poll()
            poller.register(events, select.POLLPRI)
            if not poller.poll(SECONDS * 1000):
                raise wait_for.TimedOut(f"{unit} is not back after {SECONDS} s")


@cases(journald="systemd-journald.service", udevd="systemd-udevd.service")
@disposable
def test_service(session, unit):
    if not os.path.isdir("/run/systemd/system"):
        raise Skip("systemd does not run here")
    session.register()
    pid, cgroup = int(property_of(unit, "MainPID")), property_of(unit, "ControlGroup")
    expect(pid > 1, f"{unit} does not run")
    os.kill(pid, signal.SIGSEGV)
    extra = session.wait_for_extra(lambda extra: extra.get("ProcessId") == str(pid), SECONDS)
    expect_equal((extra["Signal"], extra["Unit"]), ("SIGSEGV", unit), "the report")
    expect(extra["CaptureComplete"] == "1", f"soft errors {extra.get('SoftErrors')}")
    expect(wait_for_another(unit, pid, cgroup) != pid, f"{unit} did not start again")
    session.expect_settled()
