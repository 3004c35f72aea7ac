/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/core/core_maps.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "kselftest_harness.h"

static const char names[] = "/bin/a\0/lib/b\nc\0/bin/a";

static struct bytes note_of(const uint64_t *words, size_t n_words, uint8_t *buffer)
{
	memcpy(buffer, words, n_words * sizeof(*words));
	memcpy(buffer + n_words * sizeof(*words), names, sizeof(names));
	return bytes_of(buffer, n_words * sizeof(*words) + sizeof(names));
}

FIXTURE(core_maps)
{
	struct pool pool;
	uint8_t buffer[512];
	struct bytes note;
	struct core_files files;
	struct byte_buffer text;
};

FIXTURE_SETUP(core_maps)
{
	static const uint64_t words[] = {
		3,	0x1000, 0x1000, 0x2000, 0, /* count, unit, /bin/a */
		0x5000, 0x6000, 0,		   /* /lib/b */
		0x2000, 0x4000, 1,		   /* /bin/a */
	};

	memset(self, 0, sizeof(*self));
	self->note = note_of(words, sizeof(words) / sizeof(words[0]), self->buffer);
}

FIXTURE_TEARDOWN(core_maps)
{
	byte_buffer_done(&self->text);
	pool_done(&self->pool);
}

TEST_F(core_maps, files_ascend_and_are_told_apart)
{
	ASSERT_EQ(0, core_files_parse(self->note, ELFCLASS64, &self->pool, &self->files));
	ASSERT_EQ(3, self->files.n_mappings);
	EXPECT_EQ(0x2000, self->files.mappings[1].start);
	EXPECT_EQ(0x1000, self->files.mappings[1].offset);
	EXPECT_EQ(self->files.mappings[0].number, self->files.mappings[1].number);
	EXPECT_NE(self->files.mappings[0].number, self->files.mappings[2].number);
	EXPECT_EQ(NULL, core_files_find(&self->files, 0x4000));
	EXPECT_EQ(&self->files.mappings[1], core_files_find(&self->files, 0x3fff));
}

TEST_F(core_maps, a_note_that_ends_early_gives_what_is_whole)
{
	for (size_t size = 0; size < self->note.size; size++) {
		struct bytes cut = bytes_of(self->note.data, size);

		memset(&self->files, 0, sizeof(self->files));
		EXPECT_EQ(-EBADMSG, core_files_parse(cut, ELFCLASS64, &self->pool, &self->files));
		EXPECT_LT(self->files.n_mappings, 3);
	}
}

TEST_F(core_maps, lines_are_those_of_proc)
{
	struct core_segment segments[] = {
		{ .start = 0x1000, .end = 0x4000, .flags = PF_R | PF_X },
		{ .start = 0x7000, .end = 0x8000, .flags = PF_R | PF_W },
	};
	const struct core_head head = { .elf_class = ELFCLASS64,
					.segments = segments,
					.n_segments = 2 };
	const uint64_t auxv[] = { AT_RANDOM, 0x7800, 0, 0 };

	ASSERT_EQ(0, core_files_parse(self->note, ELFCLASS64, &self->pool, &self->files));
	core_maps_put(&self->text, &head, &self->files, bytes_of(auxv, sizeof(auxv)));
	byte_buffer_put_u8(&self->text, 0);
	EXPECT_STREQ("00001000-00002000 r-xp 00000000 00:00 1                                  "
		     "/bin/a\n"
		     "00002000-00004000 r-xp 00001000 00:00 1                                  "
		     "/bin/a\n"
		     "00005000-00006000 ---p 00000000 00:00 2                                  "
		     "/lib/b\\012c\n"
		     "00007000-00008000 rw-p 00000000 00:00 0                                  "
		     "[stack]\n",
		     (const char *)self->text.data);
}

TEST_HARNESS_MAIN
