/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/auxv.h"

#include <elf.h>

#include "lib/base/byte_reader.h"

bool auxv_find(struct bytes auxv, uint8_t elf_class, uint64_t type, uint64_t *ret_value)
{
	size_t word = elf_class == ELFCLASS32 ? 4 : 8;
	struct byte_reader entries = byte_reader_of(auxv);

	while (byte_reader_left(&entries) >= 2 * word) {
		uint64_t found = byte_reader_uint(&entries, word);
		uint64_t value = byte_reader_uint(&entries, word);

		if (found == type && type != AT_NULL) {
			*ret_value = value;
			return true;
		}
		if (found == AT_NULL)
			return false;
	}
	return false;
}
