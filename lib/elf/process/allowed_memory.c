/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/allowed_memory.h"

#include "lib/base/checked_math.h"

/* A read may go over many mappings that lie side by side. */
static ssize_t read_allowed(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct allowed_memory *memory = (struct allowed_memory *)self;
	uint8_t *to = buffer;
	size_t done = 0;

	while (done < size) {
		uint64_t allowed = memory_permit_span(memory->permit, address + done, size - done);
		size_t wanted = (size_t)min_u64(size - done, allowed);
		ssize_t count;

		if (wanted == 0)
			break;
		count = memory_read(memory->live, address + done, to + done, wanted);
		if (count < 0)
			return done > 0 ? (ssize_t)done : count;
		done += (size_t)count;
		if ((size_t)count < wanted)
			break;
	}
	return (ssize_t)done;
}

void allowed_memory_init(struct allowed_memory *memory, struct memory_reader *live,
			 const struct memory_permit *permit)
{
	memory->reader.read = read_allowed;
	memory->live = live;
	memory->permit = permit;
}
