/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/core/core_head.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/base/checked_math.h"
#include "lib/capture/limits.h"

#define NOTE_HEADER_SIZE 12U
#define NOTE_NAME_MAX	 64U

/* The kernel leaves no gap, and has no more mappings: what does is no core of its making. */
#define GAP_BEFORE_NOTES_MAX (1 * MIB)
#define PROGRAM_HEADERS_MAX  (1ULL << 31)

/* Sizes and offsets that differ between the two ELF classes. */
struct head_layout {
	uint16_t header_size, phentsize;
	uint8_t word;
	uint8_t phoff, phentsize_at, phnum_at;
	uint8_t p_offset, p_vaddr, p_filesz, p_memsz, p_flags;
};

static const struct head_layout layouts[] = {
	[ELFCLASS32] = { 52, 32, 4, 28, 42, 44, 4, 8, 16, 20, 24 },
	[ELFCLASS64] = { 64, 56, 8, 32, 54, 56, 8, 16, 32, 40, 4 },
};

/* Which notes are kept; all others are passed over. */
static const uint32_t kept_notes[] = {
	NT_PRSTATUS, NT_PRPSINFO, NT_SIGINFO,	 NT_AUXV,
	NT_PRFPREG,  NT_PRXFPREG, NT_X86_XSTATE, NT_FILE,
};

static int read_elf_header(struct core_stream *stream, struct core_head *head,
			   struct bytes *ret_header, uint8_t raw[64])
{
	const struct head_layout *layout;
	int r = core_stream_read(stream, raw, layouts[ELFCLASS32].header_size);

	if (r < 0)
		return r;
	if (memcmp(raw, ELFMAG, SELFMAG) != 0 || raw[EI_DATA] != ELFDATA2LSB ||
	    (raw[EI_CLASS] != ELFCLASS32 && raw[EI_CLASS] != ELFCLASS64))
		return -ENOEXEC;
	layout = &layouts[raw[EI_CLASS]];
	r = core_stream_read(stream, raw + stream->offset,
			     layout->header_size - (size_t)stream->offset);
	if (r < 0)
		return r;
	*ret_header = bytes_of(raw, layout->header_size);
	if (bytes_uint_at(*ret_header, 16, 2) != ET_CORE ||
	    bytes_uint_at(*ret_header, layout->phentsize_at, 2) != layout->phentsize ||
	    bytes_uint_at(*ret_header, layout->phoff, layout->word) != layout->header_size)
		return -ENOEXEC;
	head->elf_class = raw[EI_CLASS];
	head->machine = (uint16_t)bytes_uint_at(*ret_header, 18, 2);
	head->registers = register_table_find(head->machine, head->elf_class);
	return 0;
}

/* A PT_LOAD joins the segments; PT_NOTE says where the notes are. */
static void take_program_header(struct core_head *head, struct bytes raw)
{
	const struct head_layout *layout = &layouts[head->elf_class];
	uint64_t type = bytes_uint_at(raw, 0, 4);
	uint64_t vaddr = bytes_uint_at(raw, layout->p_vaddr, layout->word);
	uint64_t filesz = bytes_uint_at(raw, layout->p_filesz, layout->word);
	uint64_t memsz = bytes_uint_at(raw, layout->p_memsz, layout->word);

	if (type == PT_NOTE && head->notes_offset == 0) {
		head->notes_offset = bytes_uint_at(raw, layout->p_offset, layout->word);
		head->notes_left = filesz;
	} else if (type == PT_LOAD && head->n_segments < LIMIT_PROGRAM_HEADERS) {
		head->segments[head->n_segments++] = (struct core_segment){
			.start = vaddr,
			.end = saturating_add_u64(vaddr, memsz),
			.file_size = min_u64(filesz, memsz),
			.file_offset = bytes_uint_at(raw, layout->p_offset, layout->word),
			.flags = (unsigned int)bytes_uint_at(raw, layout->p_flags, 4),
		};
	}
}

static int read_program_header(struct core_stream *stream, const struct core_head *head,
			       uint8_t raw[56])
{
	return core_stream_read(stream, raw, layouts[head->elf_class].phentsize);
}

/*
 * With 65535 mappings or more, e_phnum is PN_XNUM and the true count lies at the very end of the
 * core. But the notes follow the program headers at once, and the first of these is PT_NOTE.
 */
static uint64_t count_program_headers(const struct core_head *head, uint64_t phnum)
{
	const struct head_layout *layout = &layouts[head->elf_class];

	if (phnum != PN_XNUM)
		return phnum;
	return saturating_sub_u64(head->notes_offset, layout->header_size) / layout->phentsize;
}

static int by_address(const void *left, const void *right)
{
	const struct core_segment *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Some kernels sort segments by size (6.12.0 to 6.12.18), others do on demand. */
static void sort_segments(struct core_head *head)
{
	for (size_t i = 1; i < head->n_segments; i++) {
		if (head->segments[i - 1].start <= head->segments[i].start)
			continue;
		qsort(head->segments, head->n_segments, sizeof(*head->segments), by_address);
		return;
	}
}

static int read_program_headers(struct core_stream *stream, struct pool *pool,
				struct core_head *head, uint64_t phnum)
{
	uint8_t raw[56];
	struct bytes header = bytes_of(raw, layouts[head->elf_class].phentsize);
	struct core_segment first;
	uint64_t count;
	int r;

	head->segments = &first;
	r = read_program_header(stream, head, raw);
	if (r < 0)
		return r;
	take_program_header(head, header);
	count = count_program_headers(head, phnum);
	if (count > PROGRAM_HEADERS_MAX)
		return -ENOEXEC;
	head->segments = pool_alloc(pool, (min_u64(count, LIMIT_PROGRAM_HEADERS) + 1) *
						  sizeof(*head->segments));
	if (!head->segments)
		return -ENOMEM;
	head->segments[0] = first;
	for (uint64_t i = 1; i < count; i++) {
		r = read_program_header(stream, head, raw);
		if (r < 0)
			return r;
		take_program_header(head, header);
	}
	sort_segments(head);
	return 0;
}

int core_head_read(struct core_stream *stream, struct pool *pool, struct core_head *ret_head)
{
	struct core_head head = { .file_note_limit = LIMIT_FILE_NOTE_HELD };
	struct bytes header = BYTES_NONE;
	uint8_t raw[64];
	uint64_t phnum;
	int r;

	r = read_elf_header(stream, &head, &header, raw);
	if (r < 0)
		return r;
	*ret_head = head;
	phnum = bytes_uint_at(header, layouts[head.elf_class].phnum_at, 2);
	if (phnum == 0)
		return -ENOEXEC;
	r = read_program_headers(stream, pool, &head, phnum);
	if (r < 0)
		return r;
	if (head.notes_offset < stream->offset ||
	    head.notes_offset - stream->offset > GAP_BEFORE_NOTES_MAX)
		return -ENOEXEC;
	head.notes_are_cut = head.notes_left > LIMIT_NOTE_BYTES;
	head.notes_left = min_u64(head.notes_left, LIMIT_NOTE_BYTES);
	r = core_stream_skip(stream, head.notes_offset - stream->offset);
	if (r < 0)
		return r;
	*ret_head = head;
	return 0;
}

const struct core_segment *core_head_find_segment(const struct core_head *head, uint64_t address)
{
	size_t low = 0, high = head->n_segments;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (head->segments[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == head->n_segments || head->segments[low].start > address)
		return NULL;
	return &head->segments[low];
}

static bool is_kept(const struct core_head *head, uint32_t type, uint32_t size)
{
	if (size > (type == NT_FILE ? head->file_note_limit : LIMIT_NOTE))
		return false;
	for (size_t i = 0; i < sizeof(kept_notes) / sizeof(kept_notes[0]); i++)
		if (kept_notes[i] == type)
			return true;
	return false;
}

static uint64_t padded(uint64_t size)
{
	return (size + 3) & ~3ULL;
}

/* With AMX, most of a thread's 11 KiB of extended state is zeros: they are not kept. */
static size_t size_without_zeros(const uint8_t *data, size_t size)
{
	while (size > 0 && data[size - 1] == 0)
		size--;
	return size;
}

static int keep_large_description(struct core_stream *stream, struct pool *pool, uint32_t size,
				  struct bytes *ret_desc)
{
	uint8_t *copy = pool_alloc(pool, size);
	int r;

	if (!copy)
		return -ENOMEM;
	r = core_stream_read(stream, copy, size);
	if (r == 0)
		*ret_desc = bytes_of(copy, size);
	return r;
}

static int keep_description(struct core_stream *stream, struct pool *pool, uint32_t type,
			    uint32_t size, struct bytes *ret_desc)
{
	uint8_t raw[LIMIT_NOTE];
	size_t kept = size;
	uint8_t *copy;
	int r;

	if (size > sizeof(raw))
		return keep_large_description(stream, pool, size, ret_desc);
	r = core_stream_read(stream, raw, size);
	if (r < 0)
		return r;
	if (type == NT_X86_XSTATE)
		kept = size_without_zeros(raw, size);
	copy = pool_copy(pool, raw, kept);
	if (!copy)
		return -ENOMEM;
	*ret_desc = bytes_of(copy, kept);
	return 0;
}

int core_head_next_note(struct core_head *head, struct core_stream *stream, struct pool *pool,
			struct core_note *ret_note)
{
	uint8_t raw[NOTE_HEADER_SIZE];
	struct bytes header = bytes_of(raw, sizeof(raw));
	uint32_t name_size, desc_size;
	uint64_t total;
	int r;

	if (head->notes_left < NOTE_HEADER_SIZE)
		return head->notes_are_cut ? -E2BIG : 0;
	r = core_stream_read(stream, raw, sizeof(raw));
	if (r < 0)
		return r;
	name_size = (uint32_t)bytes_uint_at(header, 0, 4);
	desc_size = (uint32_t)bytes_uint_at(header, 4, 4);
	*ret_note = (struct core_note){ .type = (uint32_t)bytes_uint_at(header, 8, 4) };
	total = NOTE_HEADER_SIZE + padded(name_size) + padded(desc_size);
	if (head->notes_are_cut && total > head->notes_left)
		return -E2BIG;
	if (name_size > NOTE_NAME_MAX || total > head->notes_left)
		return -EBADMSG;
	head->notes_left -= total;
	r = core_stream_skip(stream, padded(name_size));
	if (r < 0)
		return r;
	if (!is_kept(head, ret_note->type, desc_size))
		r = core_stream_skip(stream, padded(desc_size));
	else
		r = keep_description(stream, pool, ret_note->type, desc_size, &ret_note->desc);
	if (r == 0 && ret_note->desc.data)
		r = core_stream_skip(stream, padded(desc_size) - desc_size);
	return r < 0 ? r : 1;
}
