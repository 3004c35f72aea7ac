/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes memory from a core that only flows by: one pass, planned from what the notes and the
 * mappings tell. Which modules there are is written in the memory itself, so beside stacks and what
 * registers point to, the pass keeps where that is usually found: the start of every image, and the
 * first LIMIT_PASSING_DATA bytes of data.
 */
#pragma once

#include "lib/capture/memory_snapshot.h"
#include "lib/elf/process/memory_wishes.h"

/*
 * Fills the snapshot, which the caller releases. Wishes and soft errors of the capture stay as they
 * are: what is really wanted is told by a plan made from the snapshot. The stream stands behind the
 * notes. Returns 0; -ENODATA if the core ended before, -ETIMEDOUT or another error of the stream
 * (what came until then is there); or -ENOMEM.
 */
int forward_pass_take(const struct memory_wishes *wishes, struct core_stream *stream,
		      struct memory_snapshot *ret_snapshot);
