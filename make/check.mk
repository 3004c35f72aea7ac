# SPDX-License-Identifier: GPL-2.0-or-later
# Tests. Every check prints a line per test case; tests/support/run_tests reads their TAP.

cache := $(O)/cache
kselftest := $(cache)/kselftest
kselftest_headers := $(kselftest)/kselftest_harness.h
