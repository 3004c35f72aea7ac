/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/live_memory.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fd_io.h"

#define SMALL_READ 512U

static ssize_t read_direct(const struct live_memory *memory, uint64_t address, void *buffer,
			   size_t size)
{
	ssize_t count = fd_pread_full(memory->fd, buffer, size, address);

	/* EIO: the first page cannot be read. ESRCH, or 0: the process is gone. */
	return count < 0 ? 0 : count;
}

static bool load_page(struct live_memory *memory, uint64_t page_address)
{
	if (memory->has_page && memory->page_address == page_address)
		return true;
	memory->has_page = false;
	if (read_direct(memory, page_address, memory->page, LIVE_MEMORY_PAGE) != LIVE_MEMORY_PAGE)
		return false;
	memory->page_address = page_address;
	memory->has_page = true;
	return true;
}

static ssize_t read_live(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct live_memory *memory = (struct live_memory *)self;
	size_t offset = (size_t)(address % LIVE_MEMORY_PAGE);

	if (memory->fd < 0)
		return -ESRCH;
	if (deadline_passed(memory->deadline))
		return -ETIMEDOUT;
	if (size > UINT64_MAX - address)
		size = (size_t)(UINT64_MAX - address);
	if (size > SMALL_READ || offset + size > LIVE_MEMORY_PAGE)
		return read_direct(memory, address, buffer, size);
	if (!load_page(memory, address - offset))
		return 0;
	memcpy(buffer, memory->page + offset, size);
	return (ssize_t)size;
}

void live_memory_init(struct live_memory *memory, int fd, struct deadline deadline)
{
	memory->reader.read = read_live;
	memory->fd = fd;
	memory->deadline = deadline;
	memory->has_page = false;
}
