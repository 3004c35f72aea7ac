# SPDX-License-Identifier: GPL-2.0-or-later
"""minidumpctl config: what it shows is what the collector does."""

import json
import os

from tap import expect, expect_equal, test

RULES = """[Policy]
action=count
[Policy "kept"]
exe=*/divide
signal=SIGFPE
action=mini
"""


def config(session, *arguments, status=0):
    result = session.installation.ctl("config", *arguments)
    expect_equal(result.returncode, status, f"exit status of config {arguments} ({result.stderr})")
    return result


def place(session, text):
    """FILE:LINE of the last line with this text."""
    with open(session.installation.config, encoding="utf-8") as file:
        lines = file.read().split("\n")
    number = max(i for i, line in enumerate(lines, 1) if line == text)
    return session.installation.config, number


@test
def test_config_shows_what_is_in_force(session):
    """Keys and rules with their places; and a crash goes as they say."""
    session.register()
    session.installation.add_configuration(RULES)
    shown = json.loads(config(session, "--json").stdout)[0]
    crash = session.crash("divide")
    expect_equal(shown["problems"], [], "the problems")
    state = next(key for key in shown["keys"] if key["key"] == "state-directory")
    expect_equal((state["value"], state["file"]),
                 (session.installation.state, session.installation.config), "state-directory")
    expect_equal([rule["name"] for rule in shown["rules"]], ["kept", ""], "the rules")
    expect_equal(crash.extra.get("Policy"), shown["rules"][0]["name"], "Policy of the crash")


@test
def test_config_names_places(session):
    session.installation.add_configuration(RULES)
    page = config(session).stdout.split("\n")
    places = [(text, place(session, text)) for text in RULES.strip().split("\n")]
    for text, (file, line) in places:
        expect(any(shown.split(" ; ")[0].rstrip() == text and
                   shown.endswith(f" ; {file}:{line}") for shown in page),
               f"no {text} of {file}:{line} in {page}")


@test
def test_config_check(session):
    config(session, "--check")
    session.installation.add_configuration('[Policy "bad"]\naction=maybe\n')
    result = config(session, "--check", status=1)
    file, line = place(session, "action=maybe")
    expect(result.stderr.startswith(f'{file}:{line}: [Policy "bad"] action: '),
           f"it says {result.stderr!r}")
    expect_equal(result.stdout, "", "its output")


@test
def test_config_of_others(session):
    """Others may not change what the machine uses, but check a draft of their own."""
    draft = session.installation.path("draft")
    with open(draft, "w", encoding="utf-8") as file:
        file.write("[Store]\nquota=2G\n")
    os.chmod(draft, 0o666)
    expect_equal(config(session, "--check", draft).stdout, "No problems.\n", "about a draft")
    result = session.installation.call("minidumpctl", "config", "--check", f"--config={draft}")
    expect_equal(result.returncode, 1, "exit status for a file of the machine")
    expect("others than root" in result.stderr, f"it says {result.stderr!r}")
    os.unlink(draft)
