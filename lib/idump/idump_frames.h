/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds and decompresses the LZ4 frames of an intermediate dump that may be cut or damaged. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/bytes.h"

struct idump_frames {
	struct bytes file; /* borrowed */
	size_t next;	   /* where the next frame may start */
};

/*
 * The next frame's place in file, damaged or not: bytes that belong to no frame count as a damaged
 * one. Returns false at the end of the file.
 */
bool idump_frames_next(struct idump_frames *frames, struct bytes *ret_frame);

/*
 * Decompresses one frame into out, whose contents are replaced. Returns 0; -EBADMSG if the frame is
 * damaged or too large; -ENODATA if it is cut off by the end of the file; or -ENOMEM.
 */
int idump_frame_decompress(struct bytes frame, struct byte_buffer *out);
