/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the reader share while they fill one capture from one file. */
#pragma once

#include "lib/base/byte_reader.h"
#include "lib/capture/crash_capture.h"
#include "lib/elf/registers.h"
#include "lib/minidump/context_layout.h"
#include "lib/minidump/memory_index.h"
#include "lib/minidump/minidump_file.h"

struct minidump_reading {
	const struct minidump_file *file;
	struct crash_capture *capture;
	struct memory_index *memory;			    /* where the dump has which memory */
	const struct context_layout *layout;		    /* NULL: unknown processor */
	const struct register_table *registers;		    /* likewise */
	struct md_location fatal_context, original_context; /* of the exceptions */
	int error; /* the first that is not the file's fault: no memory, or reading failed */
};

/*
 * The stream's bytes, at most limit; BYTES_NONE without such a stream. What lies outside of the
 * file, or is over the limit, is a soft error.
 */
struct bytes minidump_stream(struct minidump_reading *reading, uint32_t type, uint64_t limit);

/*
 * The records of a list: a u32 count, then so many records of record_size bytes. Some writers put 4
 * bytes of padding between them. Only whole records are returned, at most max.
 */
struct bytes minidump_list(struct minidump_reading *reading, uint32_t type, size_t record_size,
			   size_t max);

/* The bytes at a location, of which damage is a soft error; BYTES_NONE if there are none. */
struct bytes minidump_bytes(struct minidump_reading *reading, struct md_location location,
			    uint64_t limit, const char *subject);

/* The string at rva, "" if there is none. */
const char *minidump_string(struct minidump_reading *reading, uint64_t rva);

/* The registers of the context at location; untouched if there is none. Damage is a soft error. */
void minidump_read_context(struct minidump_reading *reading, struct md_location location,
			   struct thread_registers *ret_registers);

struct md_location byte_reader_location(struct byte_reader *reader);

/* Adds to the capture's soft errors: something in the file does not make sense. */
void minidump_complain(struct minidump_reading *reading, const char *subject);

/* Takes the result of an addition to the capture: over a limit is a soft error already. */
void minidump_added(struct minidump_reading *reading, int result);

/* The parts, each of one or some streams. They run in this order. */
void minidump_read_system(struct minidump_reading *reading);
void minidump_read_process(struct minidump_reading *reading);
void minidump_read_texts(struct minidump_reading *reading);
void minidump_read_mappings(struct minidump_reading *reading);
void minidump_read_exceptions(struct minidump_reading *reading);
void minidump_read_threads(struct minidump_reading *reading);
void minidump_read_modules(struct minidump_reading *reading);
void minidump_read_fds(struct minidump_reading *reading);
void minidump_read_annotations(struct minidump_reading *reading);
void minidump_read_soft_errors(struct minidump_reading *reading);
void minidump_read_memory(struct minidump_reading *reading);
