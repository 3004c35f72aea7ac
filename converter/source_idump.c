/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The source for intermediate dumps, idump(5). */
#include "converter/source.h"
#include "lib/base/byte_reader.h"
#include "lib/idump/idump_format.h"
#include "lib/idump/idump_reader.h"

static bool probe_idump(struct bytes head)
{
	return bytes_uint_at(head, 0, 4) == IDUMP_FILE_MAGIC;
}

static int open_idump(const struct source_input *input, struct crash_capture *capture,
		      void **ret_state)
{
	struct idump_reader *reader;
	int r = idump_reader_open(input->fd, capture, &reader);

	if (r < 0)
		return r;
	*ret_state = reader;
	return 0;
}

static struct memory_reader *idump_memory(void *state)
{
	return idump_reader_memory(state);
}

static void close_idump(void *state)
{
	idump_reader_free(state);
}

const struct source_type source_idump = {
	.name = "intermediate dump",
	.probe = probe_idump,
	.open = open_idump,
	.memory = idump_memory,
	.close = close_idump,
};
