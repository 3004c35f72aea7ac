/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-8 that may be anything: decodes one character at a time and believes no byte (RFC 3629). */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Decodes the character at the start of text, which has size bytes. Returns how many bytes it takes
 * (1 to 4), or 0 if they are no character: cut, overlong, a surrogate, past U+10FFFF, or size 0.
 */
size_t utf8_decode(const void *text, size_t size, uint32_t *ret_character);
