/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of a crashed process, made safe for terminals and logs: it may hold escape sequences, line
 * breaks and bytes that are no UTF-8. Printable UTF-8 stays as it is.
 */
#pragma once

#include <stddef.h>

/* The longest output for one byte of input: "\xNN". */
#define ESCAPE_MAX_EXPANSION 4

/*
 * Writes text to out, NUL-terminated: newline, tab and carriage return as \n \t \r, a backslash
 * doubled, other control characters and bytes that are no UTF-8 as \xNN (so are invisible
 * characters that reorder text or have no width on any terminal). What does not fit is left out,
 * never half a character or escape. Returns the length that it would have had in full, so that a
 * result of out_size or more says that it was cut; out may be NULL if out_size is 0. Does not
 * allocate; safe after fork(2).
 */
size_t escape_text(char *out, size_t out_size, const void *text, size_t size);
