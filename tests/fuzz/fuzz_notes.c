/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a note segment: each note lies inside it, behind the one before. */
#include <stdlib.h>
#include <string.h>

#include "lib/elf/notes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(struct bytes segment, uint64_t align)
{
	struct note_iterator notes = note_iterator_of(segment, align);
	const uint8_t *at = segment.data;
	struct elf_note note;

	while (note_iterator_next(&notes, &note)) {
		const uint8_t *end = segment.data + segment.size;

		if (note.name.data < at + 12 || note.desc.data < note.name.data + note.name.size ||
		    note.desc.size > (size_t)(end - note.desc.data))
			abort();
		(void)elf_note_is(&note, "GNU", note.type);
		at = note.desc.data + note.desc.size;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	walk(bytes_of(data, size), 4);
	walk(bytes_of(data, size), 8);
	return 0;
}
