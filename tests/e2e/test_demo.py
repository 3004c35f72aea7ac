# SPDX-License-Identifier: GPL-2.0-or-later
"""`make demo` shows a crash; and the machine is as before, however the demo ends."""

import os
import re
import shutil
import signal
import subprocess

import core_pattern_guard as guard
from tap import cases, expect, expect_equal
from test_guard import need_core_pattern, settings_at_rest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SECONDS = 120


def lines_until_registered(demo):
    """The demo's output until the kernel knows its collector."""
    for line in demo.stdout:
        yield line
        if "crashes go to" in line:
            return


def remove_files(output):
    for directory in set(re.findall(r"/tmp/minidumpd\.\w+", output)):
        shutil.rmtree(directory, ignore_errors=True)


@cases(ended=None, interrupted=signal.SIGINT, terminated=signal.SIGTERM, killed=signal.SIGKILL)
def test_demo_restores_when(session, number):
    need_core_pattern(session)
    before = settings_at_rest()
    environment = dict(os.environ, MINIDUMPD_BUILD=session.installation.build)
    with subprocess.Popen([f"{TOP}/tests/demo/run"], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
                          start_new_session=True) as demo:
        output = "".join(lines_until_registered(demo))
        expect(b"minidump-collector" in guard.read_setting(guard.PATTERN_PATH), output)
        if number:
            os.killpg(demo.pid, number)
        output += demo.stdout.read()
        status = demo.wait(SECONDS)
    remove_files(output)
    expect_equal(settings_at_rest(), before, "core_pattern and core_pipe_limit afterwards")
    expect_equal(status == 0, number is None, f"success ({output})")
    for part in ("SIGSEGV", "colour_of", "lldb -c") if not number else ():
        expect(part in output, f"no {part} in {output}")
