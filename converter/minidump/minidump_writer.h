/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a crash as a minidump. The same capture and memory give the same bytes, anywhere. */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

/*
 * Writes the minidump to fd, from its current offset on and strictly forwards; fd must be at the
 * start of its file, or a pipe. memory must deliver every byte of the ranges in capture->memory,
 * which must be disjoint. Returns 0; -EIO if it does not; -EFBIG if the dump would pass 4 GiB; or
 * another negative errno. After a failure the file's contents are worthless.
 */
int minidump_write(const struct crash_capture *capture, struct memory_reader *memory, int fd);
