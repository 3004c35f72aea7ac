/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of a crashed process, with the code of its modules where the dump has none: from the
 * files of this host that have the same build-id.
 */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

struct module_memory;

/* Both are borrowed. NULL without memory. The caller's: module_memory_free(). */
struct module_memory *module_memory_new(const struct crash_capture *capture,
					struct memory_reader *dump);
void module_memory_free(struct module_memory *memory);

/* Borrowed. */
struct memory_reader *module_memory_reader(struct module_memory *memory);

static inline void module_memory_freep(struct module_memory **memory)
{
	module_memory_free(*memory);
}
