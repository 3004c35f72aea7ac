/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds and decompresses the LZ4 frames of an intermediate dump that may be cut or damaged. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/bytes.h"

struct idump_frames {
	struct bytes file; /* borrowed; its header is known to be whole */
	size_t next;	   /* where the next frame should start */
	size_t n_tries;	   /* at finding a frame behind a damaged one */
};

/* Starts behind the header of file. */
struct idump_frames idump_frames_of(struct bytes file);

/*
 * Reads the next frame: ret_place is what it takes of the file, content is replaced by what it
 * holds. Returns 1, or 0 at the end of the file; -EBADMSG for a damaged one and -ENODATA for one
 * that the file's end cuts off, and then ret_place reaches up to the next whole frame; or -ENOMEM.
 * After a negative result the next call goes on behind it.
 */
int idump_frames_next(struct idump_frames *frames, struct bytes *ret_place,
		      struct byte_buffer *content);

/*
 * Decompresses the frame at the start of from into content, which is replaced; ret_size is what it
 * takes of from. Returns 0; -EBADMSG if it is damaged or too large; -ENODATA if from ends inside
 * it; or -ENOMEM.
 */
int idump_frame_decompress(struct bytes from, struct byte_buffer *content, size_t *ret_size);
