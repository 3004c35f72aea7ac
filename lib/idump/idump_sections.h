/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an intermediate dump says, section by section, drained from a capture. Each function adds
 * its properties to the writer, which may end frames between them; flush where a section must be
 * safe. Failures stick in the writer.
 */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"
#include "lib/idump/idump_writer.h"

/* Machine, process, exceptions, clocks, system: the first section of every dump. */
void idump_write_subject(struct idump_writer *writer, const struct crash_capture *capture);

/* Threads from first on, at most count. */
void idump_write_threads(struct idump_writer *writer, const struct crash_capture *capture,
			 size_t first, size_t count);
void idump_write_modules(struct idump_writer *writer, const struct crash_capture *capture);

/* One verbatim text, in as many chunks as it needs; nothing if the capture does not have it. */
void idump_write_text(struct idump_writer *writer, const struct crash_capture *capture,
		      enum capture_text text);
void idump_write_fds(struct idump_writer *writer, const struct crash_capture *capture);
void idump_write_namespaces(struct idump_writer *writer, const struct crash_capture *capture);

/*
 * The bytes of one range, pulled through memory. A page that cannot be read is a hole: the range
 * becomes several, and errors gets a soft error with the bytes that are missing.
 */
void idump_write_memory(struct idump_writer *writer, struct memory_reader *memory,
			const struct memory_range *range, struct soft_errors *errors);

/* Again, once more of the clocks is known (the boot id): a reader takes the last. */
void idump_write_clocks(struct idump_writer *writer, const struct crash_capture *capture);

/* Soft errors so far; may be written more than once: a reader adds them up. */
void idump_write_soft_errors(struct idump_writer *writer, const struct soft_errors *errors);

/* The last section: identity, who may read, end of document. */
void idump_write_identity(struct idump_writer *writer, const struct crash_capture *capture);
