/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of unknown origin made valid UTF-8. */
#pragma once

#include "lib/base/byte_buffer.h"
#include "lib/base/bytes.h"

/* Appends text; NUL and each byte that belongs to no well-formed character become U+FFFD. */
void utf8_put_valid(struct byte_buffer *buffer, struct bytes text);
