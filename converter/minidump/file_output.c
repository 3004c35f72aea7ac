/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/file_output.h"

#include <errno.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/base/fd_io.h"

void file_output_init(struct file_output *output, int fd)
{
	output->fd = fd;
	output->error = 0;
	output->offset = 0;
	output->used = 0;
}

/* Where the next bytes go: *ret_room of them, at least one unless writing failed. */
static uint8_t *room(struct file_output *output, uint64_t wanted, size_t *ret_room)
{
	if (output->used == sizeof(output->buffer))
		(void)file_output_flush(output);
	*ret_room = (size_t)min_u64(wanted, sizeof(output->buffer) - output->used);
	return output->buffer + output->used;
}

static void advance(struct file_output *output, size_t size)
{
	output->used += size;
	output->offset += size;
}

void file_output_put(struct file_output *output, const void *data, size_t size)
{
	const uint8_t *bytes = data;

	while (size > 0 && !output->error) {
		size_t piece;
		uint8_t *to = room(output, size, &piece);

		if (output->error)
			return;
		memcpy(to, bytes, piece);
		advance(output, piece);
		bytes += piece;
		size -= piece;
	}
}

void file_output_pad_to(struct file_output *output, uint64_t offset)
{
	static const uint8_t zeros[16];

	while (output->offset < offset && !output->error)
		file_output_put(output, zeros,
				(size_t)min_u64(offset - output->offset, sizeof(zeros)));
}

void file_output_put_memory(struct file_output *output, struct memory_reader *memory,
			    uint64_t address, uint64_t size)
{
	while (size > 0 && !output->error) {
		size_t piece;
		uint8_t *to = room(output, size, &piece);

		if (output->error)
			return;
		if (!memory_read_exact(memory, address, to, piece)) {
			output->error = -EIO;
			return;
		}
		advance(output, piece);
		address += piece;
		size -= piece;
	}
}

int file_output_flush(struct file_output *output)
{
	if (!output->error)
		output->error = fd_write_full(output->fd, output->buffer, output->used);
	output->used = 0;
	return output->error;
}
