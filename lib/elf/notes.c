/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/notes.h"

#include <string.h>

struct note_iterator note_iterator_of(struct bytes segment, uint64_t align)
{
	return (struct note_iterator){
		.reader = byte_reader_of(segment),
		.align = align == 8 ? 8 : 4,
	};
}

/* The padding of the last description may be missing. */
static void skip_padding(struct note_iterator *iterator)
{
	size_t excess = iterator->reader.offset % iterator->align;
	size_t left = byte_reader_left(&iterator->reader);
	size_t padding = excess ? iterator->align - excess : 0;

	byte_reader_skip(&iterator->reader, padding < left ? padding : left);
}

bool note_iterator_next(struct note_iterator *iterator, struct elf_note *ret_note)
{
	struct byte_reader *reader = &iterator->reader;
	struct elf_note note;
	uint32_t name_size, desc_size;

	if (byte_reader_left(reader) == 0)
		return false;
	name_size = byte_reader_u32(reader);
	desc_size = byte_reader_u32(reader);
	note.type = byte_reader_u32(reader);
	note.name = byte_reader_take(reader, name_size);
	skip_padding(iterator);
	note.desc = byte_reader_take(reader, desc_size);
	skip_padding(iterator);
	if (byte_reader_failed(reader))
		return false;
	*ret_note = note;
	return true;
}

bool elf_note_is(const struct elf_note *note, const char *name, uint32_t type)
{
	struct bytes owner = note->name;

	if (owner.size > 0 && owner.data[owner.size - 1] == '\0')
		owner.size--;
	return note->type == type && owner.size == strlen(name) &&
	       memcmp(owner.data, name, owner.size) == 0;
}
