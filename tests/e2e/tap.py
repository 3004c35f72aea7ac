# SPDX-License-Identifier: GPL-2.0-or-later
"""A list of tests, and running them with the Test Anything Protocol on stdout.

A test is a function of one argument, the Session. It fails by an exception, and skips by Skip.
"""

import functools
import os
import signal
import sys
import time
import traceback

import readers
from core_pattern_guard import Unavailable
from session import Session

TESTS = []
SECONDS_WORTH_TELLING = 5


class Skip(Exception):
    """Why the test cannot run here."""


def test(function):
    TESTS.append(function)
    return function


def cases(**arguments):
    """Registers function once for each keyword, as NAME_KEYWORD, with that argument added."""

    def register(function):
        for name, argument in arguments.items():
            def one(session, argument=argument):
                return function(session, argument)
            one.__name__ = f"{function.__name__}_{name}"
            TESTS.append(one)
        return function

    return register


def heavy(function):
    """For a test that would take minutes where instructions are emulated. Stands below @test."""

    @functools.wraps(function)
    def unless_emulated(session, *arguments):
        if os.environ.get("MINIDUMPD_EMULATED"):
            raise Skip("too slow on an emulated processor")
        return function(session, *arguments)

    return unless_emulated


def disposable(function):
    """For a test that changes the machine for good, or disturbs its services. Below @test."""

    @functools.wraps(function)
    def on_disposable_machine(session, *arguments):
        if not os.environ.get("MINIDUMPD_DISPOSABLE"):
            raise Skip("only on a disposable machine")
        return function(session, *arguments)

    return on_disposable_machine


def expect(condition, text):
    if not condition:
        raise AssertionError(text)


def expect_equal(shown, true, what):
    expect(shown == true, f"{what} is {shown!r}, must be {true!r}")


def expect_none(problems):
    """Fails with every problem of a list, but not with more than fit on a screen."""
    problems = list(problems)
    if problems:
        more = len(problems) - 20
        raise AssertionError("\n".join(problems[:20] + ([f"... and {more} more"] * (more > 0))))


def run_one(number, function, session):
    name = function.__name__.removeprefix("test_")
    start = time.monotonic()
    try:
        session.begin_test()
        function(session)
        print(f"ok {number} - {name}", flush=True)
        result = True
    except (Skip, Unavailable, readers.Missing) as reason:
        print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        result = True
    except Exception as error:  # pylint: disable=broad-except
        text = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
        for line in (text or repr(error)).splitlines():
            print(f"# {line}")
        for line in session.explain():
            print(f"# {line}")
        print(f"not ok {number} - {name}", flush=True)
        result = False
    seconds = time.monotonic() - start
    if seconds > SECONDS_WORTH_TELLING:
        print(f"# {name} took {seconds:.1f} s", flush=True)
    return result


def stop(number, _frame):
    raise SystemExit(128 + number)


def main(filters):
    signal.signal(signal.SIGTERM, stop)  # So that everything is put back.
    chosen = [t for t in TESTS if not filters or any(part in t.__name__ for part in filters)]
    print(f"1..{len(chosen)}", flush=True)
    if not chosen:
        return 2
    with Session(keep=bool(os.environ.get("KEEP"))) as session:
        results = [run_one(i, function, session) for i, function in enumerate(chosen, 1)]
    sys.stdout.flush()
    return 0 if all(results) else 1
