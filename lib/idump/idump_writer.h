/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes the frames of an intermediate dump. Items are gathered until a frame is full or flushed;
 * what was flushed is safe, whatever happens next. The first failure sticks: everything later is
 * dropped, and idump_writer_flush() keeps returning it.
 */
#pragma once

#include <stdbool.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/bytes.h"
#include "lib/idump/idump_format.h"

struct idump_writer {
	int fd; /* borrowed */
	char id[IDUMP_ID_SIZE];
	struct byte_buffer frame;
	struct byte_buffer compressed;
	void *context;	  /* LZ4F_cctx */
	uint64_t written; /* bytes in the file that belong to whole frames */
	int error;
	bool in_a_hurry; /* compress for speed: somebody is waiting */
};

/* Starts a document: writes the file's first frame, with id. Returns 0 or a negative errno. */
int idump_writer_init(struct idump_writer *writer, int fd, const char *id);

/*
 * For one who continues a file of id, with written bytes of whole frames, that another process
 * began; writes nothing. Returns 0 or a negative errno.
 */
int idump_writer_continue(struct idump_writer *writer, int fd, const char *id, uint64_t written);

void idump_writer_done(struct idump_writer *writer);

/* Ends the frame, if it holds anything. Returns 0 or the writer's first error. */
int idump_writer_flush(struct idump_writer *writer);

/*
 * Says that the next item starts a property at the top level: the only place where a frame may
 * end. Call it before each.
 */
void idump_writer_next_property(struct idump_writer *writer);

void idump_put_uint(struct idump_writer *writer, enum idump_key key, uint64_t value);
void idump_put_bytes(struct idump_writer *writer, enum idump_key key, struct bytes value);
void idump_put_text(struct idump_writer *writer, enum idump_key key, const char *text);
void idump_put_mark(struct idump_writer *writer, enum idump_key key, enum idump_type type);

/*
 * Room for a value of up to size bytes, for a caller that fills it in place, or NULL after a
 * failure; to be followed at once by idump_commit_bytes() with the size that it came to.
 */
void *idump_reserve_bytes(struct idump_writer *writer, enum idump_key key, size_t size);
void idump_commit_bytes(struct idump_writer *writer, size_t reserved, size_t size);
