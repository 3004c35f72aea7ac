# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's own core file of a program that crashes under the truth recorder."""

import glob
import resource

from tap import Skip, expect


def allow_core():
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def allow_full_core():
    """With the pages of files, too (core(5), coredump_filter)."""
    allow_core()
    with open("/proc/self/coredump_filter", "w", encoding="ascii") as file:
        file.write("0x7f")


def record(session, *crasher, is_full=False, **options):
    """(crash, path of its core file), with core_pattern a plain file name."""
    if resource.getrlimit(resource.RLIMIT_CORE)[1] != resource.RLIM_INFINITY:
        raise Skip("the hard limit on core files is not unlimited")
    directory = session.new_directory()
    session.set_pattern(f"{directory}/core.%P")
    crash = session.record(*crasher, preexec_fn=allow_full_core if is_full else allow_core,
                           **options)
    cores = glob.glob(f"{directory}/core.{crash.pid}")
    expect(cores, f"the kernel wrote no core of process {crash.pid}")
    return crash, cores[0]
