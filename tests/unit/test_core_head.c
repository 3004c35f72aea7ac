/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/fd_io.h"
#include "lib/capture/limits.h"
#include "lib/elf/core/core_head.h"
#include "tests/unit/core_file.h"

FIXTURE(core_head)
{
	struct core_file core;
	struct core_stream *stream;
	struct core_head head;
	struct pool pool;
	int fd;
};

FIXTURE_VARIANT(core_head)
{
	uint8_t elf_class;
};

FIXTURE_VARIANT_ADD(core_head, of_64_bits){
	.elf_class = ELFCLASS64,
};

FIXTURE_VARIANT_ADD(core_head, of_32_bits){
	.elf_class = ELFCLASS32,
};

FIXTURE_SETUP(core_head)
{
	self->fd = -1;
	self->pool = POOL_INIT;
	self->head = (struct core_head){ .machine = 0 };
	self->stream = malloc(sizeof(*self->stream));
	ASSERT_NE(self->stream, NULL);
	core_file_init(&self->core, variant->elf_class);
	core_file_add_segment(&self->core, 0x400000, 0x2000, 0x1000);
	core_file_add_segment(&self->core, 0x402000, 0x1000, 0);
	core_file_add_segment(&self->core, 0x500000, 0x1000, 0x1000);
	core_file_add_process(&self->core);
}

FIXTURE_TEARDOWN(core_head)
{
	if (self->fd >= 0)
		(void)close(self->fd);
	pool_done(&self->pool);
	core_file_done(&self->core);
	free(self->stream);
}

static int read_prefix(FIXTURE_DATA(core_head) * self, size_t size)
{
	if (self->fd >= 0)
		(void)close(self->fd);
	self->fd = core_file_open(&self->core, size);
	core_stream_init(self->stream, self->fd, deadline_in(10 * NS_PER_SECOND));
	self->head = (struct core_head){ .machine = 0 };
	return core_head_read(self->stream, &self->pool, &self->head);
}

static int read_core(FIXTURE_DATA(core_head) * self)
{
	return read_prefix(self, SIZE_MAX);
}

static int next_note(FIXTURE_DATA(core_head) * self, struct core_note *note)
{
	return core_head_next_note(&self->head, self->stream, &self->pool, note);
}

/* Replaces the core by these bytes. */
static int read_changed(FIXTURE_DATA(core_head) * self, size_t offset, uint64_t value, size_t size)
{
	struct byte_buffer bytes = BYTE_BUFFER_INIT;
	int pipes[2];

	core_file_build(&self->core, &bytes);
	memcpy(bytes.data + offset, &value, size);
	if (pipe(pipes) < 0 || fd_write_full(pipes[1], bytes.data, bytes.size) < 0)
		abort();
	byte_buffer_done(&bytes);
	(void)close(pipes[1]);
	if (self->fd >= 0)
		(void)close(self->fd);
	self->fd = pipes[0];
	core_stream_init(self->stream, self->fd, deadline_in(10 * NS_PER_SECOND));
	return core_head_read(self->stream, &self->pool, &self->head);
}

TEST_F(core_head, segments_are_found_by_address)
{
	const struct core_segment *segment;

	ASSERT_EQ(read_core(self), 0);
	EXPECT_EQ(self->head.machine, self->core.machine);
	EXPECT_EQ(self->head.elf_class, self->core.elf_class);
	ASSERT_NE(self->head.registers, NULL);
	EXPECT_EQ(self->head.registers->machine, self->core.machine);
	ASSERT_EQ(self->head.n_segments, 3);
	segment = core_head_find_segment(&self->head, 0x401fff);
	ASSERT_NE(segment, NULL);
	EXPECT_EQ(segment->file_size, 0x1000);
	segment = core_head_find_segment(&self->head, 0x402000);
	ASSERT_NE(segment, NULL);
	EXPECT_EQ(segment->file_size, 0);
	EXPECT_EQ(core_head_find_segment(&self->head, 0x3fffff), NULL);
	EXPECT_EQ(core_head_find_segment(&self->head, 0x403000), NULL);
	EXPECT_EQ(core_head_find_segment(&self->head, UINT64_MAX), NULL);
}

TEST_F(core_head, unsorted_segments_are_sorted)
{
	self->core.n_segments = 0;
	core_file_add_segment(&self->core, 0x500000, 0x1000, 1);
	core_file_add_segment(&self->core, 0x300000, 0x1000, 2);
	core_file_add_segment(&self->core, 0x400000, 0x1000, 3);
	ASSERT_EQ(read_core(self), 0);
	ASSERT_EQ(self->head.n_segments, 3);
	for (size_t i = 0; i < 3; i++)
		EXPECT_EQ(self->head.segments[i].start, 0x300000 + i * 0x100000);
	EXPECT_EQ(core_head_find_segment(&self->head, 0x400800)->file_size, 3);
}

TEST_F(core_head, the_notes_come_with_what_is_kept_of_them)
{
	static const uint32_t types[] = { NT_PRSTATUS, NT_PRPSINFO, NT_SIGINFO,	  NT_AUXV,
					  NT_FILE,     NT_PRFPREG,  NT_X86_XSTATE };
	struct core_note note;

	ASSERT_EQ(read_core(self), 0);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		ASSERT_EQ(next_note(self, &note), 1);
		EXPECT_EQ(note.type, types[i]);
		EXPECT_NE(note.desc.data, NULL);
		if (types[i] == NT_FILE)
			EXPECT_STREQ((const char *)note.desc.data, "files");
		if (types[i] == NT_PRSTATUS)
			EXPECT_EQ(note.desc.size, self->head.registers->prstatus_size);
		if (types[i] == NT_PRPSINFO)
			EXPECT_STREQ((const char *)note.desc.data, "psinfo");
		if (types[i] == NT_X86_XSTATE)
			EXPECT_EQ(note.desc.size, 601);
	}
	for (size_t i = 0; i < 9; i++)
		ASSERT_EQ(next_note(self, &note), 1);
	EXPECT_EQ(next_note(self, &note), 0);
	EXPECT_EQ(next_note(self, &note), 0);
	EXPECT_EQ(self->head.notes_left, 0);
}

TEST_F(core_head, a_note_of_files_is_kept_up_to_the_heads_own_limit)
{
	struct core_note note;

	ASSERT_EQ(read_core(self), 0);
	self->head.file_note_limit = 99;
	do {
		ASSERT_EQ(next_note(self, &note), 1);
	} while (note.type != NT_FILE);
	EXPECT_EQ(note.desc.data, NULL);
	ASSERT_EQ(next_note(self, &note), 1);
	EXPECT_EQ(note.type, NT_PRFPREG);
}

TEST_F(core_head, with_pn_xnum_the_notes_tell_how_many_headers_there_are)
{
	struct core_note note;

	self->core.phnum = PN_XNUM;
	ASSERT_EQ(read_core(self), 0);
	EXPECT_EQ(self->head.n_segments, 3);
	EXPECT_EQ(next_note(self, &note), 1);
	EXPECT_EQ(note.type, NT_PRSTATUS);
	self->core.notes_last = true;
	EXPECT_LT(read_core(self), 0);
}

TEST_F(core_head, the_notes_may_lie_anywhere_behind_the_headers)
{
	struct core_note note;

	self->core.notes_last = true;
	self->core.padding = 5000;
	ASSERT_EQ(read_core(self), 0);
	EXPECT_EQ(self->head.n_segments, 3);
	EXPECT_EQ(next_note(self, &note), 1);
	EXPECT_EQ(note.type, NT_PRSTATUS);
}

TEST_F(core_head, a_core_cut_anywhere_ends_in_no_data)
{
	struct byte_buffer bytes = BYTE_BUFFER_INIT;
	size_t head_size;

	core_file_build(&self->core, &bytes);
	head_size = bytes.size - self->core.notes.size;
	for (size_t size = 0; size < bytes.size; size++) {
		struct core_note note;
		int r = read_prefix(self, size);

		ASSERT_EQ(r, size < head_size ? -ENODATA : 0);
		while (r == 0 && (r = next_note(self, &note)) > 0)
			r = 0;
		ASSERT_EQ(r, -ENODATA);
	}
	byte_buffer_done(&bytes);
}

TEST_F(core_head, what_is_no_core_is_refused)
{
	struct byte_buffer bytes = BYTE_BUFFER_INIT;
	const bool is_32 = variant->elf_class == ELFCLASS32;

	EXPECT_EQ(read_changed(self, 0, 0, 1), -ENOEXEC);
	EXPECT_EQ(read_changed(self, EI_CLASS, 0, 1), -ENOEXEC);
	EXPECT_EQ(read_changed(self, EI_CLASS, 3, 1), -ENOEXEC);
	EXPECT_EQ(read_changed(self, EI_DATA, ELFDATA2MSB, 1), -ENOEXEC);
	EXPECT_EQ(read_changed(self, 16, ET_EXEC, 2), -ENOEXEC);
	EXPECT_EQ(read_changed(self, is_32 ? 28 : 32, 0, 4), -ENOEXEC);
	EXPECT_EQ(read_changed(self, is_32 ? 42 : 54, 0, 2), -ENOEXEC);
	EXPECT_EQ(read_changed(self, is_32 ? 44 : 56, 0, 2), -ENOEXEC);
	byte_buffer_done(&bytes);
}

TEST_F(core_head, notes_that_cannot_be_where_they_are_said_to_be_are_refused)
{
	const bool is_32 = variant->elf_class == ELFCLASS32;
	const size_t first = is_32 ? 52 : 64, offset = is_32 ? 4 : 8;
	uint64_t far = is_32 ? UINT32_MAX : UINT64_MAX;

	EXPECT_EQ(read_changed(self, first + offset, 0, 4), -ENOEXEC);
	EXPECT_EQ(read_changed(self, first + offset, first, 4), -ENOEXEC);
	EXPECT_EQ(read_changed(self, first + offset, far, is_32 ? 4 : 8), -ENOEXEC);
	EXPECT_EQ(read_changed(self, first, PT_NULL, 4), -ENOEXEC);
}

TEST_F(core_head, of_more_headers_or_notes_than_the_limits_the_first_are_read)
{
	const bool is_32 = variant->elf_class == ELFCLASS32;
	const size_t first = is_32 ? 52 : 64, entry = is_32 ? 32 : 56;
	struct core_note note;

	self->core.phnum = PN_XNUM;
	EXPECT_EQ(read_changed(self, first + (is_32 ? 4 : 8),
			       first + entry * (LIMIT_PROGRAM_HEADERS + 1), 4),
		  -ENODATA);
	self->core.phnum = 0;
	self->core.notes_size = LIMIT_NOTE_BYTES + 1;
	EXPECT_EQ(read_core(self), 0);
	EXPECT_TRUE(self->head.notes_are_cut);
	EXPECT_EQ(self->head.notes_left, LIMIT_NOTE_BYTES);
	self->head.notes_left = 11;
	EXPECT_EQ(next_note(self, &note), -E2BIG);
	self->head.notes_left = 100;
	EXPECT_EQ(next_note(self, &note), -E2BIG);
}

TEST_F(core_head, a_note_over_the_limit_is_passed_over)
{
	uint8_t *large = calloc(1, LIMIT_NOTE + 1);
	struct core_note note;

	ASSERT_NE(large, NULL);
	large[LIMIT_NOTE - 1] = 1;
	byte_buffer_truncate(&self->core.notes, 0);
	core_file_add_note(&self->core, "CORE", NT_AUXV, large, LIMIT_NOTE + 1);
	core_file_add_note(&self->core, "CORE", NT_AUXV, large, LIMIT_NOTE);
	core_file_add_note(&self->core, "LINUX", NT_X86_XSTATE, large, 100);
	core_file_add_note(&self->core, "CORE", NT_AUXV, large, 0);
	ASSERT_EQ(read_core(self), 0);
	ASSERT_EQ(next_note(self, &note), 1);
	EXPECT_EQ(note.desc.data, NULL);
	ASSERT_EQ(next_note(self, &note), 1);
	EXPECT_EQ(note.desc.size, LIMIT_NOTE);
	ASSERT_EQ(next_note(self, &note), 1);
	EXPECT_EQ(note.desc.size, 0);
	ASSERT_EQ(next_note(self, &note), 1);
	EXPECT_EQ(note.desc.size, 0);
	EXPECT_EQ(next_note(self, &note), 0);
	free(large);
}

static void put_note_sizes(struct core_file *core, uint32_t name_size, uint32_t desc_size)
{
	byte_buffer_truncate(&core->notes, 0);
	byte_buffer_put_u32(&core->notes, name_size);
	byte_buffer_put_u32(&core->notes, desc_size);
	byte_buffer_put_u32(&core->notes, NT_AUXV);
	byte_buffer_put_zeros(&core->notes, 200);
}

TEST_F(core_head, a_note_larger_than_its_segment_is_malformed)
{
	static const uint32_t sizes[][2] = {
		{ 65, 0 },	   { 64, 137 },	      { 0, 201 },
		{ UINT32_MAX, 0 }, { 0, UINT32_MAX }, { 4, UINT32_MAX - 3 },
	};
	struct core_note note;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		put_note_sizes(&self->core, sizes[i][0], sizes[i][1]);
		ASSERT_EQ(read_core(self), 0);
		EXPECT_EQ(next_note(self, &note), -EBADMSG);
	}
	put_note_sizes(&self->core, 64, 136);
	ASSERT_EQ(read_core(self), 0);
	EXPECT_EQ(next_note(self, &note), 1);
	EXPECT_EQ(next_note(self, &note), 0);
}

TEST_F(core_head, an_unknown_machine_has_no_registers)
{
	self->core.machine = EM_SPARC;
	ASSERT_EQ(read_core(self), 0);
	EXPECT_EQ(self->head.machine, EM_SPARC);
	EXPECT_EQ(self->head.registers, NULL);
	EXPECT_EQ(self->head.n_segments, 3);
}

TEST_HARNESS_MAIN
