/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From text of unknown quality to valid UTF-16. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Encodes text, size bytes of UTF-8, into units (host byte order), at most max_units of them and
 * never half a surrogate pair. A byte that belongs to no character becomes U+FFFD. Returns how many
 * units there are; never more than size.
 */
size_t utf16_from_utf8(const void *text, size_t size, uint16_t *units, size_t max_units);
