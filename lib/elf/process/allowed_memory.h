/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dying process's memory as far as it may be read: what the process left lying about, pointers
 * of its dynamic linker for instance, leads to nothing that it excluded from dumps.
 */
#pragma once

#include "lib/capture/memory_reader.h"
#include "lib/elf/process/memory_permit.h"

struct allowed_memory {
	struct memory_reader reader;	    /* first */
	struct memory_reader *live;	    /* borrowed */
	const struct memory_permit *permit; /* borrowed */
};

void allowed_memory_init(struct allowed_memory *memory, struct memory_reader *live,
			 const struct memory_permit *permit);
