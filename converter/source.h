/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a capture comes from. Each kind of input file is one source type, told by the file's first
 * bytes; nothing behind this seam knows which one it was.
 */
#pragma once

#include <stdbool.h>

#include "lib/base/bytes.h"
#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

/* How many of a file's first bytes a probe gets to see, where the file has as many. */
#define SOURCE_HEAD_SIZE 64U

struct source_input {
	int fd;		   /* borrowed; at the input's start, or, of a pipe, behind head */
	bool is_seekable;  /* false: a pipe, which can be read forwards only */
	struct bytes head; /* the input's first bytes, SOURCE_HEAD_SIZE if it has as many */
};

struct source_type {
	const char *name; /* "intermediate dump" */
	bool can_stream;  /* a pipe will do */
	bool (*probe)(struct bytes head);

	/*
	 * Fills the capture, which is initialised, from the input, whose descriptor stays open.
	 * Returns 0; -ENODATA if the input ends before anything in it is of use; -EBADMSG if it is
	 * damaged beyond use; -EPROTONOSUPPORT if it needs a newer program; -ENOTSUP if it is of an
	 * architecture that is not known here; -EISNAM if it is of another kind of file; or another
	 * errno. *ret_state is the type's own until close().
	 */
	int (*open)(const struct source_input *input, struct crash_capture *capture,
		    void **ret_state);
	struct memory_reader *(*memory)(void *state); /* borrowed from state */
	void (*close)(void *state);
};

struct source {
	const struct source_type *type;
	void *state;
};

#define SOURCE_INIT ((struct source){ .type = NULL })

/*
 * Opens fd as the type that its first bytes tell. Returns -ENODATA if there are none, -ENOEXEC if
 * they are of no known type, -ESPIPE for a pipe with what cannot be read from one. Else as above.
 */
int source_open(int fd, struct crash_capture *capture, struct source *ret_source);

/* The memory in the source. Borrowed from it. */
struct memory_reader *source_memory(const struct source *source);

/* Accepts SOURCE_INIT. The capture may borrow from the source: release the capture first. */
void source_done(struct source *source);

extern const struct source_type source_idump;
extern const struct source_type source_elf_core;
