/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads an intermediate dump (idump(5)) in two passes: the first fills a capture and an index of
 * the memory ranges, the second pulls memory on demand. A dump that was cut or damaged gives what
 * its whole frames hold, and soft errors.
 */
#pragma once

#include <sys/types.h>

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

struct idump_reader;

/*
 * Opens the dump in fd, which must be seekable and stay open (borrowed). Fills capture, which must
 * be initialised and whose memory plan then holds, settled, just the ranges that the dump has.
 * Returns 0; -EBADMSG if it is no intermediate dump or its first section is lost; -EPROTONOSUPPORT
 * if it needs a newer reader; or another errno. The result is the caller's: idump_reader_free().
 */
int idump_reader_open(int fd, struct crash_capture *capture, struct idump_reader **ret_reader);

/* The memory in the dump. Borrowed from the reader. */
struct memory_reader *idump_reader_memory(struct idump_reader *reader);

/* Accepts NULL. */
void idump_reader_free(struct idump_reader *reader);

static inline void idump_reader_freep(struct idump_reader **reader)
{
	idump_reader_free(*reader);
}
