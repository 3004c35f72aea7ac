/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The head of an ELF core as the kernel streams it: ELF header, program headers, notes. */
#pragma once

#include <stdbool.h>

#include "lib/base/bytes.h"
#include "lib/base/pool.h"
#include "lib/elf/core/core_stream.h"
#include "lib/elf/registers.h"

/* A PT_LOAD: a mapping, and whether the kernel would dump it. */
struct core_segment {
	uint64_t start, end;
	uint64_t file_size;   /* 0: nothing of it is in the core */
	uint64_t file_offset; /* of its bytes in the core */
	unsigned int flags;   /* PF_R, PF_W, PF_X */
};

struct core_head {
	uint16_t machine;
	uint8_t elf_class;
	const struct register_table *registers; /* NULL: an architecture not known here */
	uint64_t notes_offset;
	uint64_t notes_left;	       /* bytes of notes not read yet */
	bool notes_are_cut;	       /* there are more than LIMIT_NOTE_BYTES */
	uint64_t file_note_limit;      /* a larger NT_FILE is not kept: LIMIT_FILE_NOTE_HELD */
	struct core_segment *segments; /* ascending; owned by the pool */
	size_t n_segments;
};

/*
 * Reads up to the first note. Of program headers beyond LIMIT_PROGRAM_HEADERS nothing is kept.
 * Returns 0, -ENOEXEC for what is no little-endian ELF core, -ENOMEM, or an error of the stream.
 */
int core_head_read(struct core_stream *stream, struct pool *pool, struct core_head *ret_head);

/* The segment that holds address, or NULL. */
const struct core_segment *core_head_find_segment(const struct core_head *head, uint64_t address);

/* A note whose description is kept, or only its type and size when it is not (desc.data NULL). */
struct core_note {
	uint32_t type;
	struct bytes desc; /* owned by the pool; trailing zeros of NT_X86_XSTATE are cut */
};

/*
 * The next note. Returns 1, 0 behind the last, -EBADMSG if it is malformed, -E2BIG past
 * LIMIT_NOTE_BYTES, -ENOMEM, or an error of the stream.
 */
int core_head_next_note(struct core_head *head, struct core_stream *stream, struct pool *pool,
			struct core_note *ret_note);
