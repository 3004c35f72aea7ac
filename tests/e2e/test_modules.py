# SPDX-License-Identifier: GPL-2.0-or-later
"""Modules whose files are odd, gone, or never were; code in no module; no program at all."""

import os
import shutil
import struct

from tap import cases, expect_equal, expect_none, test

LONG_ID = bytes(range(64))  # tests/crashers/module_crash_long_id.c
LOADED_AT = 0x400000
FAULT_ADDRESS = 0x5E64  # tests/crashers/dlopen_module.c
NOTE_HEADER = 16  # and its name
N_NOPS, NOP, FAULT = 64, 0x90, bytes((0x31, 0xC0, 0x48, 0x8B, 0x00))  # tests/crashers/wild_jump.c


def copy_module(session, name, source="module_crash"):
    path = session.installation.path(name)
    shutil.copyfile(session.crasher(source), path)
    os.chmod(path, 0o755)
    return path


def expect_in_module(crash, path):
    expect_none(crash.problems())
    expect_equal(crash.extra["WhereModule"], path, "where it crashed")
    expect_equal(crash.dump.exception.address, FAULT_ADDRESS, "the address")


@cases(deleted="unlink", replaced="replace")
def test_module_whose_file_is(session, how):
    """Gone, or another one: the build-id is that of the memory."""
    path = copy_module(session, f"{how}.so")
    crash = session.crash("dlopen_module", path, how)
    expect_in_module(crash, path)
    module = next(module for module in crash.dump.modules if module.name == path)
    expect_equal(len(module.build_id), 20, "the size of its build-id")


@test
def test_module_in_memory(session):
    crash = session.crash("dlopen_module", session.crasher("module_crash"), "memfd")
    expect_in_module(crash, "/memfd:module (deleted)".removesuffix(" (deleted)"))


def with_build_id_of(path, size):
    """Shortens the build-id in a file, where its note has room for 64 bytes; -1: no note at all."""
    with open(path, "r+b") as file:
        data = file.read()
        at = data.index(LONG_ID) - NOTE_HEADER
        note = struct.pack("<III", 4, max(size, 0), 3 if size >= 0 else 0x77) + b"GNU\0"
        file.seek(at)
        file.write(note + LONG_ID[: max(size, 0)] + bytes(64 - max(size, 0)))


@cases(of_1_byte=1, of_8=8, of_20=20, of_32=32, of_64=64, that_is_empty=0, that_is_missing=-1)
def test_module_with_a_build_id(session, size):
    path = copy_module(session, f"id{size}.so", "module_crash_long_id")
    with_build_id_of(path, size)
    crash = session.crash("dlopen_module", path)
    expect_in_module(crash, path)
    module = next(module for module in crash.dump.modules if module.name == path)
    expect_equal(module.build_id, LONG_ID[: max(size, 0)], "the build-id")


@cases(garbage="garbage", data="heap")
def test_jump_to(session, kind):
    """The address is the instruction pointer's, and where there are bytes, they are kept."""
    crash = session.crash("wild_jump", kind)
    expect_none(crash.problems())
    address = crash.told["address"]
    expect_equal(crash.dump.exception_context.gprs["rip"], address, "the instruction pointer")
    expect_equal(crash.dump.exception.address, address, "the address")
    expect_equal(crash.extra["Where"],
                 hex(address), "where it crashed")
    kept = crash.dump.memory_at(address, 64)
    expect_equal(kept, None if kind == "garbage" else bytes([NOP] * 64), "the bytes there")


@test
def test_code_made_at_run_time(session):
    crash = session.crash("wild_jump", "jit")
    expect_none(crash.problems())
    address = crash.told["address"]
    expect_equal(crash.dump.exception_context.gprs["rip"], address + N_NOPS + 2,
                 "the instruction pointer")
    code = crash.dump.memory_at(address, N_NOPS + len(FAULT))
    expect_equal(code, bytes([NOP] * N_NOPS) + FAULT, "the code")


@test
def test_crash_before_main(session):
    crash = session.crash("constructor_crash")
    expect_none(crash.problems())
    expect_equal(crash.dump.exception.address, 0x5E60, "the address")


def write_program(path, entry):
    """One segment, and an entry point where nothing is. (A program that cannot even be mapped ends
    in the middle of execve(2), when the kernel has no core dump to make yet.)"""
    header = b"\x7fELF\2\1\1" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", 2, 62, 1, entry, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, LOADED_AT, LOADED_AT, 4096, 4096, 4096)
    with open(path, "wb") as file:
        file.write((header + segment).ljust(4096, b"\0"))
    os.chmod(path, 0o755)


@test
def test_crash_at_the_first_instruction(session):
    """No C library, no dynamic linker, no heap: nothing but what the kernel maps."""
    path = session.installation.path("bad")
    write_program(path, 0x5E60)
    crash = session.crash(path)
    expect_none(crash.problems())
    expect_equal(crash.soft_errors, [], "the soft errors")
    expect_equal(crash.dump.exception.address, 0x5E60, "the address")
    expect_equal(crash.dump.exception_context.gprs["rip"], 0x5E60, "the instruction pointer")
    expect_equal([m.base for m in crash.dump.modules if m.name == path], [LOADED_AT], "the program")
