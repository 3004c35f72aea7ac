/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/memory_snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/base/checked_math.h"

#define SMALLEST_PAGE 4096U
#define PIECES_FIRST  128U

/* The piece that holds address, looking first where the last read ended. */
static const struct snapshot_piece *find_piece(struct memory_snapshot *snapshot, uint64_t address)
{
	for (size_t i = 0; i < snapshot->n_pieces; i++) {
		size_t at = (snapshot->cursor + i) % snapshot->n_pieces;
		const struct snapshot_piece *piece = &snapshot->pieces[at];

		if (address >= piece->start && address - piece->start < piece->size) {
			snapshot->cursor = at;
			return piece;
		}
	}
	return NULL;
}

static ssize_t read_copy(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct memory_snapshot *snapshot = (struct memory_snapshot *)self;
	const struct snapshot_piece *piece = find_piece(snapshot, address);
	uint64_t skipped;

	if (!piece)
		return 0;
	skipped = address - piece->start;
	size = (size_t)min_u64(size, piece->size - skipped);
	memcpy(buffer, snapshot->arena + piece->offset + skipped, size);
	return (ssize_t)size;
}

int memory_snapshot_init(struct memory_snapshot *snapshot, size_t capacity)
{
	void *arena = mmap(NULL, capacity, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (arena == MAP_FAILED)
		return -ENOMEM;
	*snapshot = (struct memory_snapshot){ .reader = { .read = read_copy },
					      .arena = arena,
					      .capacity = capacity };
	return 0;
}

void memory_snapshot_done(struct memory_snapshot *snapshot)
{
	if (snapshot->arena)
		(void)munmap(snapshot->arena, snapshot->capacity);
	free(snapshot->pieces);
	*snapshot = MEMORY_SNAPSHOT_INIT;
}

static int add_piece(struct memory_snapshot *snapshot, uint64_t start, uint64_t size)
{
	if (snapshot->n_pieces == snapshot->pieces_capacity) {
		size_t wanted = snapshot->pieces_capacity * 2 + PIECES_FIRST;
		struct snapshot_piece *grown =
			reallocarray(snapshot->pieces, wanted, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		snapshot->pieces = grown;
		snapshot->pieces_capacity = wanted;
	}
	snapshot->pieces[snapshot->n_pieces++] = (struct snapshot_piece){
		.start = start,
		.size = size,
		.offset = snapshot->used,
	};
	snapshot->used += size;
	return 0;
}

/* Copies what can be read of a range that fits. */
static int take_range(struct memory_snapshot *snapshot, struct memory_reader *memory,
		      uint64_t address, uint64_t size)
{
	while (size > 0) {
		ssize_t count =
			memory_read(memory, address, snapshot->arena + snapshot->used, size);
		uint64_t step = (uint64_t)count;

		if (count < 0)
			return count == -ETIMEDOUT ? -ETIMEDOUT : 0;
		if (count == 0)
			step = min_u64(size, SMALLEST_PAGE - address % SMALLEST_PAGE);
		else if (add_piece(snapshot, address, step) < 0)
			return -ENOMEM;
		address += step;
		size -= step;
	}
	return 0;
}

size_t memory_snapshot_take(struct memory_snapshot *snapshot, struct memory_reader *memory,
			    const struct memory_plan *plan, size_t first, size_t end)
{
	snapshot->used = snapshot->n_pieces = snapshot->cursor = 0;
	for (size_t i = first; i < end; i++) {
		uint64_t size = min_u64(plan->ranges[i].size, snapshot->capacity);
		int r;

		if (size > snapshot->capacity - snapshot->used)
			return i;
		r = take_range(snapshot, memory, plan->ranges[i].start, size);
		if (r < 0)
			return r == -ETIMEDOUT ? i : i + 1;
	}
	return end;
}
