#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What lints look at: the project's files, and C text without its comments and strings.

As a program: project.py SUFFIX... prints the paths of the files that end so.
"""

import os
import re
import sys

LEFT_OUT = {".git", "build", "__pycache__", "node_modules"}

COMMENT_OR_STRING = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""",
    re.DOTALL | re.VERBOSE)


def root():
    """The tree to look at: the first argument of a lint, or the current folder."""
    return sys.argv[1] if len(sys.argv) > 1 else "."


def files(*suffixes, top=None):
    """Paths below the tree, relative to it, sorted."""
    top = root() if top is None else top
    found = []
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        found += [os.path.relpath(os.path.join(folder, name), top) for name in names]
    return sorted(path for path in found if not suffixes or path.endswith(suffixes))


def text(path):
    with open(os.path.join(root(), path), encoding="utf-8", errors="replace") as file:
        return file.read()


def blank(match):
    """Spaces in place of what matched, line ends kept, so that line numbers stay right."""
    return re.sub(r"[^\n]", " ", match.group())


def without_comments(source):
    return COMMENT_OR_STRING.sub(
        lambda match: blank(match) if match.group()[0] == "/" else match.group(), source)


def code_only(source):
    """The source with comments, and what is between quotes, turned into spaces."""
    return COMMENT_OR_STRING.sub(blank, source)


def line_of(source, offset):
    return source.count("\n", 0, offset) + 1


def finish(problems):
    """Prints (path, line, message) triples; returns the exit status."""
    for path, line, message in problems:
        print(f"{path}:{line}: {message}")
    return 1 if problems else 0


if __name__ == "__main__":
    print("\n".join(files(*sys.argv[1:], top=".")))
