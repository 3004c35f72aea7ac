/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/idump/idump_item.h"

bool idump_item_next(struct byte_reader *reader, struct idump_item *ret_item)
{
	struct idump_item item;
	uint32_t length;

	if (byte_reader_left(reader) < IDUMP_ITEM_SIZE)
		return false;
	item.key = byte_reader_u16(reader);
	item.type = (enum idump_type)byte_reader_u8(reader);
	byte_reader_skip(reader, 1);
	length = byte_reader_u32(reader);
	item.value = byte_reader_take(reader, length);
	if (byte_reader_failed(reader))
		return false;
	*ret_item = item;
	return true;
}

uint64_t idump_item_uint(const struct idump_item *item)
{
	if (item->type != IDUMP_UINT || item->value.size != 8)
		return 0;
	return bytes_uint_at(item->value, 0, 8);
}

bool idump_item_skip_nested(struct byte_reader *reader)
{
	size_t depth = 1;

	while (depth > 0) {
		struct idump_item item;

		if (!idump_item_next(reader, &item))
			return false;
		if (item.type == IDUMP_MAP_START || item.type == IDUMP_ARRAY_START)
			depth++;
		else if (item.type == IDUMP_MAP_END || item.type == IDUMP_ARRAY_END)
			depth--;
	}
	return true;
}
