/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON values of what is in a capture. Each is the caller's, and NULL without memory. */
#pragma once

#include <jansson.h>

#include "lib/base/bytes.h"

/* A string of any bytes; if they are no UTF-8, escaped as escape_text() does it. */
json_t *json_of_text(const char *text);
json_t *json_of_bytes(struct bytes text);

/* Strings: "0x...", and two hexadecimal digits for each byte. */
json_t *json_of_address(uint64_t address);
json_t *json_of_hex(struct bytes bytes);
