/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory map that a core tells of, for where /proc/PID/maps cannot be had: its segments, with
 * the files that NT_FILE names.
 */
#pragma once

#include "lib/base/byte_buffer.h"
#include "lib/elf/core/core_files.h"
#include "lib/elf/core/core_head.h"

/*
 * Appends lines as those of /proc/PID/maps (proc(5)). What a core does not say: the device is
 * 00:00, the inode a number that only tells files apart, every mapping private, and only the names
 * [vdso] and [stack], which follow from auxv, are there. Mappings of files that the core has no
 * segment for, as GDB leaves some out, have no permissions. byte_buffer_error() tells of no memory.
 */
void core_maps_put(struct byte_buffer *text, const struct core_head *head,
		   const struct core_files *files, struct bytes auxv);
