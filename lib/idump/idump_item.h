/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One item of an intermediate dump's document, borrowed from its frame. */
#pragma once

#include <stdbool.h>

#include "lib/base/byte_reader.h"
#include "lib/idump/idump_format.h"

struct idump_item {
	uint32_t key;
	enum idump_type type;
	struct bytes value;
};

/* The next item; false at the end of the frame or on a malformed one. */
bool idump_item_next(struct byte_reader *reader, struct idump_item *ret_item);

/* The value of an IDUMP_UINT item; 0 if it is none. */
uint64_t idump_item_uint(const struct idump_item *item);

/* Reads up to the end of the map or array that was just entered. False if it does not end. */
bool idump_item_skip_nested(struct byte_reader *reader);
