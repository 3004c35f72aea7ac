# SPDX-License-Identifier: GPL-2.0-or-later
"""Intermediate dumps that older versions wrote convert for ever: idump_format_N/ holds some."""

import json
import os

import minidump_rules
from minidump_file import Minidump
from tap import expect_equal, expect_none, test

HERE = os.path.dirname(os.path.realpath(__file__))
SIGSEGV = "11"
# What each must come to: the threads, the modules, and what .extra says.
FORMAT_1 = {
    "threads": (3, 2, {"SignalNumber": SIGSEGV, "CaptureComplete": "1", "SoftErrors": "[]",
                       "Comm": "crasher"}),
    "process_of_32_bits": (2, 2, {"SignalNumber": SIGSEGV, "CaptureComplete": "1",
                                  "Comm": "crasher"}),
    "worker_died": (1, 0, {"SignalNumber": SIGSEGV, "CaptureComplete": "0", "Comm": "crasher"}),
}


@test
def test_old_format_1(session):
    for name, (n_threads, n_modules, values) in FORMAT_1.items():
        dmp, extra = (session.installation.path(f"old.{suffix}") for suffix in ("dmp", "extra"))
        result = session.installation.call(
            "minidump-converter", os.path.join(HERE, "idump_format_1", f"{name}.idump"),
            "-o", dmp, f"--extra={extra}")
        expect_equal(result.returncode, 0, f"{name}: the exit status ({result.stderr})")
        dump = Minidump.open(dmp)
        expect_none(f"{name}: {problem}" for problem in minidump_rules.check(dump, whole=False))
        expect_equal((len(dump.threads), len(dump.modules)), (n_threads, n_modules),
                     f"{name}: the numbers of threads and modules")
        with open(extra, encoding="utf-8") as file:
            told = json.load(file)
        for key, value in values.items():
            expect_equal(told.get(key), value, f"{name}: {key}")
