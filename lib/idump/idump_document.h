/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the items of an intermediate dump's document into a capture, frame by frame. */
#pragma once

#include "lib/base/byte_buffer.h"
#include "lib/capture/crash_capture.h"

/* A memory property: where it is, so that its bytes can be pulled later. */
struct idump_memory_entry {
	uint64_t start;
	uint64_t size;
	enum memory_kind kind;
	size_t frame;  /* number of the frame */
	size_t offset; /* of the bytes in the decompressed frame */
};

struct idump_document {
	struct crash_capture *capture; /* borrowed */
	struct byte_buffer texts[TEXT_END_];
	struct byte_buffer memory; /* of struct idump_memory_entry */
	bool ended;		   /* the end of the document was seen */
	bool has_process;
};

void idump_document_init(struct idump_document *document, struct crash_capture *capture);
void idump_document_done(struct idump_document *document);

/*
 * Reads all properties of one decompressed frame. What is malformed is a soft error, and so is what
 * follows the end of the document, but for soft errors; the rest of the frame is then lost. Returns
 * 0 or -ENOMEM.
 */
int idump_document_read_frame(struct idump_document *document, struct bytes frame, size_t number);

/* Call behind the last frame: completes what was gathered over frames. Returns 0 or -ENOMEM. */
int idump_document_finish(struct idump_document *document);
