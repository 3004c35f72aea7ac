/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The auxiliary vector, entry by entry, with names. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/byte_reader.h"

struct auxv_entry {
	uint64_t type, value;
	const char *name; /* "AT_PHDR", or NULL: a type that is not known here. Static. */
};

/* Takes the next entry; false at AT_NULL or the end. elf_class: of the process. */
bool auxv_entry_next(struct byte_reader *auxv, uint8_t elf_class, struct auxv_entry *ret_entry);
