#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""check_minidump [--truth DIRECTORY] FILE...: the strict checker of minidumps.

Prints each broken rule of structure, and each difference from a record of record_truth. Exits 1 if
there was one.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import compare_truth  # noqa: E402
import minidump_rules  # noqa: E402
from minidump_file import Minidump  # noqa: E402
from truth import Truth  # noqa: E402


def check_file(path, truth_directory=None):
    dump = Minidump.open(path)
    problems = minidump_rules.check(dump)
    if truth_directory:
        problems += compare_truth.compare(dump, Truth(truth_directory))
    return problems


def main():
    parser = argparse.ArgumentParser(description="strict checker of minidumps")
    parser.add_argument("--truth", metavar="DIRECTORY", help="compare with this record")
    parser.add_argument("files", metavar="FILE", nargs="+")
    arguments = parser.parse_args()
    failed = False
    for path in arguments.files:
        for problem in check_file(path, arguments.truth):
            print(f"{path}: {problem}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
