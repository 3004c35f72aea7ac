/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dynamic linker's own account of what is loaded: r_debug and the chain of link_map, found
 * through the program's dynamic section (<link.h>, and elf(5) for DT_DEBUG). All of it is memory of
 * the crashed process and believed in nothing.
 */
#pragma once

#include "lib/capture/memory_reader.h"
#include "lib/elf/process/memory_wishes.h"

struct loaded_object {
	uint64_t bias;	  /* l_addr */
	uint64_t dynamic; /* l_ld */
	const char *name; /* l_name, "" for the program itself; owned by the pool */
};

struct loader_account {
	uint64_t program_base;	       /* of the program's ELF header; 0 if it was not found */
	struct loaded_object *objects; /* owned by the pool */
	size_t n_objects;
};

/*
 * Walks the chain and wants the memory of all that it reads, so that a debugger can walk it too.
 * A static program has no chain. What does not add up ends the walk with a soft error.
 */
void loader_read(const struct memory_wishes *wishes, struct memory_reader *memory,
		 struct bytes auxv, struct loader_account *ret_account);
