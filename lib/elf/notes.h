/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks the entries of an ELF note segment (elf(5), "Notes"). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/byte_reader.h"

struct elf_note {
	uint32_t type;
	struct bytes name; /* with its NUL, if it has one */
	struct bytes desc;
};

struct note_iterator {
	struct byte_reader reader;
	size_t align;
};

/* align is the segment's p_align: 8 pads names and descriptions to 8 bytes, any other to 4. */
struct note_iterator note_iterator_of(struct bytes segment, uint64_t align);

/* The next note, borrowed from the segment; false at the end or at the first that is cut off. */
bool note_iterator_next(struct note_iterator *iterator, struct elf_note *ret_note);

/* True if the note has this type and this owner's name. */
bool elf_note_is(const struct elf_note *note, const char *name, uint32_t type);
