# SPDX-License-Identifier: GPL-2.0-or-later
"""coredump-pattern on the real sysctl, under the guard."""

import json

import core_pattern_guard as guard
from tap import expect, expect_equal, test


def enable(session, *more):
    installation = session.installation
    return installation.call("coredump-pattern", "enable",
                             f"--collector={installation.program('minidump-collector')}",
                             f"--config={installation.config}", *more)


def status(session):
    result = session.installation.call("coredump-pattern", "status", "--json",
                                       f"--config={session.installation.config}")
    return json.loads(result.stdout)


def settings():
    return guard.read_setting(guard.PATTERN_PATH), guard.read_setting(guard.LIMIT_PATH)


def start_over(session):
    session.guard()
    session.disable()
    guard.write_setting(guard.PATTERN_PATH, b"before.%p\n")
    guard.write_setting(guard.LIMIT_PATH, b"3\n")


@test
def test_pattern_enable_and_disable(session):
    start_over(session)
    before = settings()
    result = enable(session)
    expect_equal(result.returncode, 0, f"enable's exit status ({result.stderr})")
    pattern, limit = settings()
    collector = session.installation.program("minidump-collector")
    expect(pattern.decode().startswith(f"|{collector} "), f"core_pattern is {pattern}")
    expect(len(pattern) <= 128, f"core_pattern has {len(pattern)} bytes")
    for specifier in (b"P=%P", b"I=%I", b"s=%s", b"F=%F", b"u=%u", b"g=%g", b"d=%d"):
        expect(specifier in pattern, f"{specifier} is not in {pattern}")
    expect(int(limit) > 3, f"core_pipe_limit is {limit}")
    expect_equal(enable(session).returncode, 0, "the exit status of enabling again")
    expect_equal(settings(), (pattern, limit), "the settings after enabling again")
    result = session.disable()
    expect_equal(result.returncode, 0, f"disable's exit status ({result.stderr})")
    expect_equal(settings(), before, "the settings after disabling")


@test
def test_pattern_status(session):
    start_over(session)
    off = status(session)
    enable(session)
    on = status(session)
    expect(isinstance(on, dict) and on != off, f"status says {on} before and after")
    session.disable()


@test
def test_pattern_notices_a_foreign_change(session):
    start_over(session)
    enable(session)
    on = status(session)
    guard.write_setting(guard.PATTERN_PATH, b"|/bin/true %p\n")
    expect(status(session) != on, "status does not notice that another took core_pattern")
    session.disable()
    expect_equal(guard.read_setting(guard.PATTERN_PATH), b"|/bin/true %p\n",
                 "the pattern of another, after disable")


@test
def test_pattern_refuses_long_paths(session):
    start_over(session)
    before = settings()
    installation = session.installation
    long_config = installation.path("c" * 60)
    with open(long_config, "w", encoding="ascii"):
        pass
    result = installation.call("coredump-pattern", "enable", f"--config={long_config}",
                               f"--collector={installation.program('minidump-collector')}")
    expect(result.returncode != 0, "a pattern of over 127 bytes was accepted")
    expect("127" in result.stderr or "128" in result.stderr, f"no length in: {result.stderr}")
    expect_equal(settings(), before, "the settings afterwards")


@test
def test_pattern_refuses_a_missing_collector(session):
    start_over(session)
    before = settings()
    result = session.installation.call("coredump-pattern", "enable", "--collector=/nonexistent/x",
                                       f"--config={session.installation.config}")
    expect(result.returncode != 0, "a collector that does not exist was registered")
    expect_equal(settings(), before, "the settings afterwards")
