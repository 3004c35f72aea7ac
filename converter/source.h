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

struct source_type {
	const char *name; /* "intermediate dump" */
	bool (*probe)(struct bytes head);

	/*
	 * Fills the capture, which is initialised, from fd, which stays open (borrowed). Returns 0;
	 * -EBADMSG if the input is damaged beyond use; -EPROTONOSUPPORT if it needs a newer
	 * program; or another errno. *ret_state is the type's own until close().
	 */
	int (*open)(int fd, struct crash_capture *capture, void **ret_state);
	struct memory_reader *(*memory)(void *state); /* borrowed from state */
	void (*close)(void *state);
};

struct source {
	const struct source_type *type;
	void *state;
};

#define SOURCE_INIT ((struct source){ .type = NULL })

/* Opens fd as the type that its first bytes tell; -ENOEXEC if none does. Else as above. */
int source_open(int fd, struct crash_capture *capture, struct source *ret_source);

/* The memory in the source. Borrowed from it. */
struct memory_reader *source_memory(const struct source *source);

/* Accepts SOURCE_INIT. The capture may borrow from the source: release the capture first. */
void source_done(struct source *source);

extern const struct source_type source_idump;
