/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <string.h>

#include "lib/base/byte_buffer.h"
#include "lib/elf/notes.h"

FIXTURE(notes)
{
	struct byte_buffer segment;
	struct elf_note note;
};

FIXTURE_SETUP(notes)
{
	self->segment = BYTE_BUFFER_INIT;
}

FIXTURE_TEARDOWN(notes)
{
	byte_buffer_done(&self->segment);
}

static void add_note(struct byte_buffer *segment, size_t align, const char *name, size_t name_size,
		     uint32_t type, const char *desc)
{
	byte_buffer_put_u32(segment, (uint32_t)name_size);
	byte_buffer_put_u32(segment, (uint32_t)strlen(desc));
	byte_buffer_put_u32(segment, type);
	byte_buffer_put(segment, name, name_size);
	byte_buffer_put_zeros(segment, -segment->size & (align - 1));
	byte_buffer_put(segment, desc, strlen(desc));
	byte_buffer_put_zeros(segment, -segment->size & (align - 1));
}

static bool note_is(const struct elf_note *note, const char *name, uint32_t type, const char *desc)
{
	return elf_note_is(note, name, type) && note->desc.size == strlen(desc) &&
	       memcmp(note->desc.data, desc, note->desc.size) == 0;
}

TEST_F(notes, each_note_comes_in_turn)
{
	static const size_t aligns[] = { 4, 8 };

	for (size_t i = 0; i < 2; i++) {
		struct note_iterator notes;

		byte_buffer_truncate(&self->segment, 0);
		add_note(&self->segment, aligns[i], "GNU", 4, 3, "abcde");
		add_note(&self->segment, aligns[i], "Owner", 6, 7, "");
		add_note(&self->segment, aligns[i], "", 0, 9, "12345678");
		notes = note_iterator_of(byte_buffer_bytes(&self->segment), aligns[i]);
		ASSERT_TRUE(note_iterator_next(&notes, &self->note));
		EXPECT_TRUE(note_is(&self->note, "GNU", 3, "abcde"));
		ASSERT_TRUE(note_iterator_next(&notes, &self->note));
		EXPECT_TRUE(note_is(&self->note, "Owner", 7, ""));
		ASSERT_TRUE(note_iterator_next(&notes, &self->note));
		EXPECT_EQ(self->note.name.size, 0);
		EXPECT_EQ(self->note.desc.size, 8);
		EXPECT_FALSE(note_iterator_next(&notes, &self->note));
	}
}

TEST_F(notes, the_last_padding_may_be_missing)
{
	struct note_iterator notes;

	add_note(&self->segment, 4, "GNU", 4, 3, "abcde");
	byte_buffer_truncate(&self->segment, 12 + 4 + 5);
	notes = note_iterator_of(byte_buffer_bytes(&self->segment), 0);
	EXPECT_TRUE(note_iterator_next(&notes, &self->note));
	EXPECT_FALSE(note_iterator_next(&notes, &self->note));
}

TEST_F(notes, a_note_cut_anywhere_is_none)
{
	add_note(&self->segment, 4, "GNU", 4, 3, "abcd");
	for (size_t size = 0; size < self->segment.size; size++) {
		struct note_iterator notes =
			note_iterator_of(bytes_of(self->segment.data, size), 4);

		EXPECT_FALSE(note_iterator_next(&notes, &self->note));
		EXPECT_FALSE(note_iterator_next(&notes, &self->note));
	}
}

TEST_F(notes, huge_sizes_end_the_walk)
{
	static const uint32_t sizes[][2] = {
		{ UINT32_MAX, 0 }, { 0, UINT32_MAX }, { UINT32_MAX, UINT32_MAX },
		{ 4, 0xfffffffc }, { 0xfffffffd, 0 }, { 5, 1 },
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct note_iterator notes;

		byte_buffer_truncate(&self->segment, 0);
		byte_buffer_put_u32(&self->segment, sizes[i][0]);
		byte_buffer_put_u32(&self->segment, sizes[i][1]);
		byte_buffer_put_zeros(&self->segment, 12);
		notes = note_iterator_of(byte_buffer_bytes(&self->segment), 4);
		EXPECT_FALSE(note_iterator_next(&notes, &self->note));
	}
}

TEST_F(notes, a_name_is_compared_whole_with_or_without_its_nul)
{
	struct elf_note note = { .type = 3, .name = bytes_of("GNU", 4) };

	EXPECT_TRUE(elf_note_is(&note, "GNU", 3));
	note.name.size = 3;
	EXPECT_TRUE(elf_note_is(&note, "GNU", 3));
	EXPECT_FALSE(elf_note_is(&note, "GNU", 4));
	EXPECT_FALSE(elf_note_is(&note, "GN", 3));
	EXPECT_FALSE(elf_note_is(&note, "GNU2", 3));
	note.name.size = 2;
	EXPECT_FALSE(elf_note_is(&note, "GNU", 3));
	note.name = bytes_of("GNUX", 4);
	EXPECT_FALSE(elf_note_is(&note, "GNU", 3));
}

TEST_HARNESS_MAIN
