/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/source.h"

#include <errno.h>

#include "lib/base/fd_io.h"

static const struct source_type *const source_types[] = {
	&source_idump,
};

static const struct source_type *find_type(struct bytes head)
{
	for (size_t i = 0; i < sizeof(source_types) / sizeof(source_types[0]); i++)
		if (source_types[i]->probe(head))
			return source_types[i];
	return NULL;
}

int source_open(int fd, struct crash_capture *capture, struct source *ret_source)
{
	uint8_t head[SOURCE_HEAD_SIZE];
	struct source source = SOURCE_INIT;
	ssize_t count = fd_pread_full(fd, head, sizeof(head), 0);
	int r;

	if (count < 0)
		return (int)count;
	source.type = find_type(bytes_of(head, (size_t)count));
	if (!source.type)
		return -ENOEXEC;
	r = source.type->open(fd, capture, &source.state);
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
