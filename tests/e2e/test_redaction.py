# SPDX-License-Identifier: GPL-2.0-or-later
"""What the owner wants kept out of reports is in none of their files, nor in the log.

Each secret is looked for with its rule and without one: there it must be found.
"""

import os
import struct
import subprocess

import compare_truth
import drive
import kernel_core
import minidump_file as md
import minidump_rules
import read_by_lldb
import settled
import wait_for
from tap import cases, expect, expect_equal, expect_none, test

ARGUMENT = "arg7Xq2secret"
VARIABLE = "env5Zk9secret"
INTEGER = struct.pack("<Q", 0x5EC4E75 * 0x9E3779B97F4A7C15 % (1 << 64))  # secret_words.c
MARKER = struct.pack("<Q", 0x0DEFACED0DEFACED)
RULE = '[Policy "mine"]\nexe=*/secret_words\n'
ARGUMENTS = ("--user=me", f"--password={ARGUMENT}", "--token", ARGUMENT)
LINES = {
    "none": [],
    "program": ["{exe}"],
    "redact": ["{exe}", "--user=me", "--password=[redacted]", "--token", "[redacted]"],
}


def unpacked(installation, path):
    """The bytes of an intermediate dump, which are compressed in the file."""
    return subprocess.run(["lz4", "-dc", path], check=True, capture_output=True).stdout


def intermediate_dump(installation):
    """The only one, once it is complete."""
    def look():
        return next((name for name in os.listdir(installation.spool)
                     if name.endswith(".idump")), None)

    name = wait_for.in_directories(look, [installation.spool], 60, "an intermediate dump")
    settled.wait_for_processes(installation)
    return os.path.join(installation.spool, name)


def outputs(session, *arguments, text=""):
    """Crashes the program with a rule. Returns ({name: bytes} of all that is written, the crash,
    the minidump)."""
    installation, log = session.installation, session.log
    session.register()
    settled.wait_for_processes(installation)
    session.empty_store()
    before = len(log.lines())
    installation.configure(convert="no")
    try:
        installation.add_configuration(text)
        crash = session.record("secret_words", *arguments,
                               env={"PATH": "/bin", "APP_SECRET": VARIABLE})
        idump = intermediate_dump(installation)
        dmp = installation.path("redacted.dmp")
        extra = installation.path("redacted.extra")
        result = installation.call("minidump-converter", idump, "-o", dmp, f"--extra={extra}")
        expect_equal(result.returncode, 0, f"the converter's exit status ({result.stderr})")
        found = {"idump": unpacked(installation, idump), "log": "\n".join(
            log.lines()[before:]).encode()}
        for suffix in ("dmp", "extra"):
            with open(installation.path(f"redacted.{suffix}"), "rb") as file:
                found[suffix] = file.read()
        return found, crash, md.Minidump.open(dmp)
    finally:
        installation.configure()
        session.empty_store()


def places(found, secret):
    """The names of the outputs that hold it."""
    secret = secret if isinstance(secret, bytes) else secret.encode()
    return sorted(name for name, content in found.items() if secret in content)


@test
def test_redaction_is_off_without_a_rule(session):
    """The secrets are where they are looked for; but that of the environment nowhere."""
    found, _crash, dump = outputs(session, *ARGUMENTS)
    expect_equal(places(found, ARGUMENT), ["dmp", "extra", "idump"], "the argument's places")
    expect_equal(places(found, INTEGER), ["dmp", "idump"], "the integer's places")
    expect_equal(places(found, VARIABLE), [], "the variable's places")
    expect_equal(len(threads_with(dump, INTEGER)), 2, "the threads with the integer")


def threads_with(dump, value):
    return [thread.tid for thread in dump.threads
            if value in (dump.memory_at(thread.stack.start, thread.stack.size) or b"")]


@cases(redact="redact", program="program", none="none")
def test_redaction_of_command_line(session, mode):
    found, crash, dump = outputs(session, *ARGUMENTS, text=f"{RULE}command-line={mode}\n")
    expect_equal(places(found, ARGUMENT), [], "the argument's places")
    expect_none(minidump_rules.check(dump))
    wanted = [line.format(exe=crash.truth.links["exe"]) for line in LINES[mode]]
    shown = (dump.stream(md.CMD_LINE) or b"").decode().split("\0")[:-1]
    expect_equal(shown, wanted, "the command line")


@cases(large="", small="action=small\n", budget="memory=256K\n")
def test_redaction_by_pattern(session, more):
    """A name that only the owner knows, while the rest is kept; in every kind of report."""
    found, _crash, dump = outputs(session, "--number", ARGUMENT, "--other=visible",
                                  text=f"{RULE}{more}redact-argument=number\n")
    expect_equal(places(found, ARGUMENT), [], "the argument's places")
    expect_equal(places(found, "--other=visible"), ["dmp", "extra", "idump"], "the other's places")
    expect_none(minidump_rules.check(dump))


@test
def test_redaction_of_environment(session):
    """A variable that the owner names is kept, others still are not."""
    found, _crash, _dump = outputs(session, text=f"{RULE}environment=APP_*\n")
    expect("dmp" in places(found, f"APP_SECRET={VARIABLE}"), "the variable has no value")
    found, _crash, _dump = outputs(session, text=f"{RULE}environment=APP\n")
    expect_equal(places(found, VARIABLE), [], "the variable's places")


@cases(large="", small="action=small\n")
def test_redaction_of_stacks(session, more):
    """No thread's secret is left, but LLDB finds the way to its start."""
    found, crash, dump = outputs(session, text=f"{RULE}{more}sanitize-stacks=yes\n")
    expect_equal(places(found, INTEGER), [], "the integer's places")
    expect_none(minidump_rules.check(dump))
    expect(MARKER in found["dmp"], "nothing was overwritten")
    expect("sanitize-stacks" in found["extra"].decode(), "the report does not say so")
    for tid, context in dump.contexts.items():
        problems = list(compare_truth.compare_context(context, crash.truth.threads[tid], f"{tid}"))
        expect_equal(len(problems), 2, f"problems with vector registers alone: {problems}")
        expect("FXSAVE" in problems[0] and "mxcsr" in problems[1], f"problems: {problems}")
    names = read_by_lldb.backtrace(session.installation.path("redacted.dmp"))
    expect_equal(names[:3], ["crash", "keep_secret", "start"], "LLDB's backtrace")


@test
def test_redaction_of_a_core_stream(session):
    """The same where memory comes from the core, and nothing is known of the strings' place."""
    installation = session.installation
    crash, path = kernel_core.record(session, "secret_words", "--token", ARGUMENT)
    with open(path, "rb") as file:
        core = file.read()
    for rule, secrets in (("", [ARGUMENT, INTEGER]),
                          ("command-line=redact\nsanitize-stacks=yes\n", [])):
        settled.wait_for_processes(installation)
        session.empty_store()
        installation.configure(convert="no")
        try:
            installation.add_configuration(f"[Policy]\n{rule}")
            with drive.Victim() as victim:
                argv = drive.arguments(installation.config, victim.pid, I=crash.truth.tid)
                drive.run(installation, victim, core, argv, 20)
            content = unpacked(installation, intermediate_dump(installation))
        finally:
            installation.configure()
            session.empty_store()
        held = [secret for secret in (ARGUMENT, INTEGER) if places({"idump": content}, secret)]
        expect_equal(held, secrets, f"the secrets, with {rule!r}")
