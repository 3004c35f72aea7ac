/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/source.h"

#include <errno.h>
#include <unistd.h>

#include "lib/base/fd_io.h"

static const struct source_type *const source_types[] = {
	&source_idump,
	&source_elf_core,
};

static const struct source_type *find_type(struct bytes head)
{
	for (size_t i = 0; i < sizeof(source_types) / sizeof(source_types[0]); i++)
		if (source_types[i]->probe(head))
			return source_types[i];
	return NULL;
}

/* The first bytes of a pipe are taken from it. */
static ssize_t read_head(int fd, bool is_seekable, uint8_t head[SOURCE_HEAD_SIZE])
{
	if (is_seekable)
		return fd_pread_full(fd, head, SOURCE_HEAD_SIZE, 0);
	return fd_read_full(fd, head, SOURCE_HEAD_SIZE);
}

int source_open(int fd, struct crash_capture *capture, struct source *ret_source)
{
	struct source_input input = { .fd = fd, .is_seekable = lseek(fd, 0, SEEK_SET) == 0 };
	uint8_t head[SOURCE_HEAD_SIZE];
	struct source source = SOURCE_INIT;
	ssize_t count = read_head(fd, input.is_seekable, head);
	int r;

	if (count <= 0)
		return count < 0 ? (int)count : -ENODATA;
	input.head = bytes_of(head, (size_t)count);
	source.type = find_type(input.head);
	if (!source.type)
		return -ENOEXEC;
	if (!input.is_seekable && !source.type->can_stream)
		return -ESPIPE;
	r = source.type->open(&input, capture, &source.state);
	if (r < 0)
		return r;
	*ret_source = source;
	return 0;
}

struct memory_reader *source_memory(const struct source *source)
{
	return source->type->memory(source->state);
}

void source_done(struct source *source)
{
	if (source->type)
		source->type->close(source->state);
	*source = SOURCE_INIT;
}
