/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a minidump into a capture: all that our own converter wrote, and what there is in those of
 * Breakpad, Crashpad, Mozilla and LLDB for Linux. What is not stored in a minidump stays as
 * crash_capture_init() left it: dumpable, core_limit, sonames, and the flags at the end.
 */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

struct minidump_reader;

/*
 * Opens the minidump in fd, which must be seekable and stay open (borrowed). Fills capture, which
 * must be initialised, must outlive the reader, and whose memory plan then holds, settled, just the
 * ranges that the dump has. Registers become core notes again. What is damaged or missing is a soft
 * error. Returns 0; -EBADMSG if it is no minidump; or another errno. minidump_reader_free().
 */
int minidump_reader_open(int fd, struct crash_capture *capture,
			 struct minidump_reader **ret_reader);

/* The memory in the dump. Borrowed from the reader. */
struct memory_reader *minidump_reader_memory(struct minidump_reader *reader);

/* Accepts NULL. */
void minidump_reader_free(struct minidump_reader *reader);

static inline void minidump_reader_freep(struct minidump_reader **reader)
{
	minidump_reader_free(*reader);
}
