# SPDX-License-Identifier: GPL-2.0-or-later
"""Puts a tool of ours between the kernel and the collector."""

import os
import shutil

from core_pattern_guard import PATTERN_PATH


def put(session, tool):
    """The kernel starts the tool of tests/e2e with the collector's arguments, from its directory.
    Until session.register()."""
    path = session.installation.path(tool.split("_", 1)[0])
    shutil.copyfile(os.path.join(session.installation.build, "tests/e2e", tool), path)
    os.chmod(path, 0o755)
    with open(PATTERN_PATH, encoding="ascii") as file:
        arguments = file.read().split(" ", 1)[1]
    session.set_pattern(f"|{path} {arguments}")
