/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a core forwards: from the kernel's pipe, never waiting past a deadline, or from any file.
 * A decoder of compressed cores would be a pipe's writer.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/base/deadline.h"

#define CORE_STREAM_BUFFER 65536U

struct core_stream {
	int fd; /* borrowed; non-blocking, if there is a deadline */
	struct deadline deadline;
	uint64_t offset;   /* of the next byte in the core */
	size_t begin, end; /* of what buffer holds */
	/*
	 * What to do instead of waiting, a bit at a time: returns false if there is nothing. May be
	 * NULL. The stream's offset tells how far it is.
	 */
	bool (*while_waiting)(void *userdata);
	void *userdata;
	uint8_t buffer[CORE_STREAM_BUFFER];
};

/* Makes fd non-blocking, unless the deadline is DEADLINE_NEVER. */
void core_stream_init(struct core_stream *stream, int fd, struct deadline deadline);

/* Puts what was read from fd already, at most CORE_STREAM_BUFFER bytes, before what it has left. */
void core_stream_put_back(struct core_stream *stream, struct bytes bytes);

/* Each returns 0, -ENODATA if the core ends before, -ETIMEDOUT, or another negative errno. */
int core_stream_read(struct core_stream *stream, void *to, size_t size);
int core_stream_skip(struct core_stream *stream, uint64_t size);
