# SPDX-License-Identifier: GPL-2.0-or-later
"""Yama's scope 3: nobody opens /proc/PID/mem any more, until the machine starts again. Last of all
tests, for nobody traces any more either."""

import os

import minidump_rules
import refused_memory
from tap import disposable, expect, expect_equal, expect_none, test

SCOPE = "/proc/sys/kernel/yama/ptrace_scope"
THREADS = 8


@test
@disposable
def test_yama(session):
    session.register()
    crash = session.crash("segv_threads", THREADS, 64, setting=f"{SCOPE}=3",
                          env={**os.environ, "YAMA_TEST": "a value that nobody shall read"})
    with open(SCOPE, encoding="ascii") as file:
        expect_equal(file.read(), "3\n", "the scope")
    refused_memory.expect_from_core(crash)
    with open(crash.dmp, "rb") as file:
        expect(b"a value that nobody shall read" not in file.read(), "the environment is there")


@test
@disposable
def test_yama_secret(session):
    """Nobody could record it: what the program tells has to do."""
    with open(SCOPE, "w", encoding="ascii") as file:
        file.write("3")
    crash = session.crash_alone("dontdump_secret")
    expect("memory_from_core" in {error["code"] for error in crash.soft_errors},
           f"soft errors {crash.soft_errors}")
    expect_none(minidump_rules.check(crash.dump))
    expect(crash.dump.memory, "no memory")
    expect(crash.dump.memory_at(crash.told["secret"], 1) is None, "the secret is there")


@test
@disposable
def test_yama_main_gone(session):
    with open(SCOPE, "w", encoding="ascii") as file:
        file.write("3")
    crash = session.crash_alone("main_gone")
    expect("memory_from_core" in {error["code"] for error in crash.soft_errors},
           f"soft errors {crash.soft_errors}")
    expect_none(minidump_rules.check(crash.dump))
    for tid, context in crash.dump.contexts.items():
        expect(crash.dump.memory_at(context.gprs["rsp"], 64), f"thread {tid} has no stack")
