# SPDX-License-Identifier: GPL-2.0-or-later
"""What a report has when /proc/PID/mem was refused, and the memory came from the core's stream."""

import compare_truth
import minidump_rules
from tap import expect, expect_none

# All but the code around instruction pointers: of a file's pages the core has only the first.
PARTS = (compare_truth.compare_thread_lists, compare_truth.compare_registers,
         compare_truth.compare_exception, compare_truth.compare_modules,
         compare_truth.compare_memory, compare_truth.compare_stacks, compare_truth.compare_secrets,
         compare_truth.compare_texts, compare_truth.compare_mappings, compare_truth.compare_fds,
         compare_truth.compare_process)
MAY_BE_MISSING = {"memory_unreadable"}  # code, which is not in the core


def expect_from_core(crash, more=()):
    """Everything that can be had; of soft errors only those of a refusal, and more."""
    codes = {error["code"] for error in crash.soft_errors}
    expect("memory_from_core" in codes, f"soft errors {crash.soft_errors}")
    expect(codes <= {"memory_from_core", "unreadable", *MAY_BE_MISSING, *more},
           f"soft errors {crash.soft_errors}")
    expect(("unreadable", "mem") in {(error["code"], error["subject"])
                                     for error in crash.soft_errors},
           f"soft errors {crash.soft_errors}")
    expect_none(minidump_rules.check(crash.dump))
    for part in PARTS:
        expect_none(part(crash.dump, crash.truth))
    expect_none(crash.extra_problems())
