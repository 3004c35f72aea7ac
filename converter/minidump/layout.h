/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that is laid out before it is written. Blobs are added in any order, fields refer to blobs
 * by handle; freezing gives every blob its offset and fills the fields; writing goes from front to
 * back, so that the file may be a pipe. Blobs of process memory come last and are never held: their
 * bytes are pulled when they are written.
 *
 * The first failure sticks: later calls do nothing, and layout_freeze() returns it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/base/pool.h"
#include "lib/capture/memory_reader.h"
#include "lib/minidump/format.h"

/* A handle; LAYOUT_NO_BLOB refers to nothing. */
typedef uint32_t layout_blob_t;

#define LAYOUT_NO_BLOB 0U

struct layout_blob;
struct layout_reference;

struct layout {
	struct pool pool; /* holds reserved blobs */
	struct layout_blob *blobs;
	size_t n_blobs, blobs_capacity;
	struct layout_reference *references;
	size_t n_references, references_capacity;
	uint64_t file_size; /* valid once frozen */
	int error;
};

#define LAYOUT_INIT ((struct layout){ .blobs = NULL })

void layout_done(struct layout *layout);

/* Makes error the layout's, unless it has one. For a stream that fails in its own work. */
void layout_fail(struct layout *layout, int error);

/*
 * A blob of size zeroed bytes for the caller to fill until the layout is written; *ret_data is NULL
 * after a failure. Blobs are placed in the order of their reservation.
 */
layout_blob_t layout_reserve(struct layout *layout, uint64_t size, uint32_t alignment,
			     void **ret_data);

/* A blob of bytes that the caller keeps unchanged until the layout is written. */
layout_blob_t layout_borrow(struct layout *layout, struct bytes bytes, uint32_t alignment);

/* A blob of process memory. */
layout_blob_t layout_add_memory(struct layout *layout, uint64_t address, uint64_t size,
				uint32_t alignment);

/* Cuts a reserved blob to its first size bytes. */
void layout_shrink(struct layout *layout, layout_blob_t blob, uint64_t size);

/*
 * Each makes a field in a reserved blob refer to a blob, or to nothing (zeros) if that is
 * LAYOUT_NO_BLOB. The part is [offset, offset + size) and must lie in the blob.
 */
void layout_refer_rva(struct layout *layout, struct md_rva *field, layout_blob_t blob);
void layout_refer_rva64(struct layout *layout, struct md_rva64 *field, layout_blob_t blob);
void layout_refer(struct layout *layout, struct md_location *field, layout_blob_t blob);
void layout_refer_part(struct layout *layout, struct md_location *field, layout_blob_t blob,
		       uint64_t offset, uint64_t size);

/*
 * Places all blobs and fills all fields. Nothing may be added afterwards. Returns 0, -EFBIG if a
 * field cannot hold what it refers to (the file would pass 4 GiB), or the layout's first failure.
 */
int layout_freeze(struct layout *layout);

/* Writes a frozen layout. Returns 0, -EIO if memory lacks bytes of a blob, or another errno. */
int layout_write(const struct layout *layout, struct memory_reader *memory, int fd);
