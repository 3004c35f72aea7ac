# SPDX-License-Identifier: GPL-2.0-or-later
"""The guard of core_pattern: whatever ends the test, the setting comes back."""

import fcntl
import os
import signal
import subprocess
import sys

import core_pattern_guard as guard
from tap import Skip, cases, expect, expect_equal, test

SUPPORT = os.path.dirname(os.path.realpath(guard.__file__))
STRANGE_PATTERN = b"/nonexistent/guard-test.%p\n"
SCRIPT = f"""
import sys; sys.dont_write_bytecode = True; sys.path.insert(0, {SUPPORT!r})
import core_pattern_guard as guard
with guard.CorePatternGuard():
    guard.write_setting(guard.PATTERN_PATH, {STRANGE_PATTERN!r})
    guard.write_setting(guard.LIMIT_PATH, b"77\\n")
    print("changed", flush=True)
    sys.stdin.read()
"""


def settings():
    return guard.read_setting(guard.PATTERN_PATH), guard.read_setting(guard.LIMIT_PATH)


def settings_at_rest():
    """While nobody holds the lock, as a watchdog does until it has restored everything."""
    with open(guard.LOCK_PATH, "a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return settings()


def need_core_pattern(session):
    reason = guard.why_unavailable()
    if reason:
        raise Skip(reason)
    session.release_guard()


@cases(killed=signal.SIGKILL, terminated=signal.SIGTERM, interrupted=signal.SIGINT, ended=None)
def test_guard_restores_when(session, number):
    need_core_pattern(session)
    before = settings_at_rest()
    with subprocess.Popen([sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        expect_equal(child.stdout.readline(), b"changed\n", "the child's first line")
        expect_equal(settings()[0], STRANGE_PATTERN, "core_pattern inside of the guard")
        expect_equal(settings()[1], b"77\n", "core_pipe_limit inside of the guard")
        if number:
            os.kill(child.pid, number)
        child.stdin.close()
        child.wait(30)
    expect_equal(settings_at_rest(), before, "core_pattern and core_pipe_limit afterwards")


@test
def test_guard_runs_a_command(session):
    need_core_pattern(session)
    before = settings_at_rest()
    command = f"echo changed.%p >{guard.PATTERN_PATH}; cat {guard.PATTERN_PATH}; exit 7"
    result = subprocess.run([f"{SUPPORT}/core_pattern_guard", "--", "sh", "-c", command],
                            capture_output=True, check=False, timeout=60)
    expect_equal((result.returncode, result.stdout), (7, b"changed.%p\n"), "status and output")
    expect_equal(settings_at_rest(), before, "core_pattern afterwards")


@test
def test_guard_says_why_not(_session):
    """As another user: exit status 77 and a reason."""
    if os.geteuid() != 0:
        raise Skip("needs root, to become somebody else")
    code = (f"import sys; sys.dont_write_bytecode = True; sys.path.insert(0, {SUPPORT!r});"
            "import core_pattern_guard as guard; import os; os.setuid(65534);"
            "sys.exit(guard.main(['--', 'true']))")
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False,
                            timeout=60)
    expect_equal(result.returncode, 77, "the exit status")
    expect(b"needs root" in result.stderr, f"no reason: {result.stderr}")
