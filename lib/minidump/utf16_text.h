/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From UTF-16 of unknown quality to UTF-8. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The most bytes that one unit becomes. A pair becomes 4, less than two units may. */
#define UTF16_UNIT_BYTES 3

/*
 * Writes the n_units units (host byte order) up to the first NUL as a C string; half a surrogate
 * pair becomes U+FFFD. ret_text has room for n_units * UTF16_UNIT_BYTES + 1 bytes.
 */
void utf16_text(const uint16_t *units, size_t n_units, char *ret_text);
