# SPDX-License-Identifier: GPL-2.0-or-later
"""Results of tests: where they are gathered, counted, and which skips are allowed."""

import fnmatch
import os

ALLOWED_SKIPS = "tests/allowed-skips.txt"


def skip_is_allowed(name, reason):
    """True if a line of the committed list, "NAME # REASON" in shell patterns, matches both."""
    try:
        with open(ALLOWED_SKIPS, encoding="utf-8") as lines:
            pairs = [tuple(map(str.strip, line.partition("#")[::2])) for line in lines]
    except FileNotFoundError:
        return False
    return any(names and fnmatch.fnmatchcase(name, names) and fnmatch.fnmatchcase(reason, reasons)
               for names, reasons in pairs)


def totals(verdicts):
    counts = {verdict: verdicts.count(verdict) for verdict in ("pass", "fail", "skip")}
    return f"{counts['pass']} passed, {counts['fail']} failed, {counts['skip']} skipped"


def report(cases):
    """Appends (verdict, name) pairs to CHECK_RESULTS, or prints totals. Returns the exit status."""
    verdicts = [verdict for verdict, _ in cases]
    path = os.environ.get("CHECK_RESULTS")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.writelines(f"{verdict}\t{name}\n" for verdict, name in cases)
    else:
        print(totals(verdicts))
    return 1 if "fail" in verdicts else 0
