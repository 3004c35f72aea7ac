/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments of a process as one line that a shell would read as those arguments. */
#pragma once

#include "lib/base/byte_buffer.h"
#include "lib/base/bytes.h"

/*
 * Appends the NUL-terminated arguments of cmdline (proc(5)), separated by blanks and quoted where
 * they need it: '...', or $'...' where there are control characters or invalid UTF-8. The result
 * is valid UTF-8. Past limit bytes it is cut and ends in an ellipsis (U+2026).
 */
void command_line_put(struct byte_buffer *buffer, struct bytes cmdline, size_t limit);
