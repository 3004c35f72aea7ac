/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/allowed_memory.h"

#include "lib/base/checked_math.h"

static ssize_t read_allowed(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct allowed_memory *memory = (struct allowed_memory *)self;
	uint64_t allowed = memory_permit_span(memory->permit, address, size);

	if (allowed == 0)
		return 0;
	return memory_read(memory->live, address, buffer, (size_t)min_u64(size, allowed));
}

void allowed_memory_init(struct allowed_memory *memory, struct memory_reader *live,
			 const struct memory_permit *permit)
{
	memory->reader.read = read_allowed;
	memory->live = live;
	memory->permit = permit;
}
