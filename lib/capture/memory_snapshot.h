/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A copy of wanted memory, taken while the process is held and read after it was let go. It lives
 * in one arena of bounded size: a plan that does not fit is taken in several turns.
 */
#pragma once

#include "lib/capture/memory_plan.h"
#include "lib/capture/memory_reader.h"

struct snapshot_piece {
	uint64_t start, size;
	size_t offset; /* in the arena */
};

struct memory_snapshot {
	struct memory_reader reader; /* first: reads the copy */
	uint8_t *arena;
	size_t capacity, used;
	struct snapshot_piece *pieces; /* in the order they were taken */
	size_t n_pieces, pieces_capacity;
	size_t cursor; /* the piece of the last read: reads follow the same order */
};

#define MEMORY_SNAPSHOT_INIT ((struct memory_snapshot){ .arena = NULL })

/* Reserves the arena. Memory is used only as far as it is filled. Returns 0 or -ENOMEM. */
int memory_snapshot_init(struct memory_snapshot *snapshot, size_t capacity);
void memory_snapshot_done(struct memory_snapshot *snapshot);

/*
 * Empties the snapshot, then copies ranges from first on until one does not fit; a range larger
 * than the arena is cut. Pages that cannot be read are left out. Returns the index of the first
 * range that was not taken, at most end: also the one at which the memory's deadline passed.
 */
size_t memory_snapshot_take(struct memory_snapshot *snapshot, struct memory_reader *memory,
			    const struct memory_plan *plan, size_t first, size_t end);
