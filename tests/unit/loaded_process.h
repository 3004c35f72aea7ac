/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of a process that never was: a program, a library, the vDSO, and what the dynamic
 * linker says of them, of either class.
 */
#pragma once

#include "lib/elf/process/memory_wishes.h"
#include "tests/unit/memory_buffer.h"
#include "tests/unit/memory_elf.h"

#define LOADED_PROGRAM 0x400000ULL
#define LOADED_LIBRARY 0x500000ULL
#define LOADED_VDSO    0x600000ULL
#define LOADED_LINKER  0x700000ULL /* r_debug, and link_maps from LOADED_LINK on */
#define LOADED_LINK(n) (LOADED_LINKER + 0x100 + 0x40 * (n))
#define LOADED_NAME(n) (LOADED_LINKER + 0x1000 + 0x20 * (n))

struct loaded_process {
	struct crash_capture capture;
	struct core_segment segments[16];
	struct core_head head;
	struct memory_wishes wishes;
	struct memory_buffer memory;
	struct memory_elf program, library, vdso;
	uint8_t linker[0x4000];
	uint8_t auxv[6 * 8];
	size_t word;
};

void loaded_process_init(struct loaded_process *process, uint8_t elf_class);
void loaded_process_done(struct loaded_process *process);

/* Adds a mapping that the core has all of. */
void loaded_process_map(struct loaded_process *process, uint64_t start, uint64_t size,
			unsigned int flags, uint64_t file_offset, uint64_t inode, const char *path);

/* Writes a word of the linker's memory. */
void loaded_process_put(struct loaded_process *process, uint64_t address, uint64_t value);

/* Writes the n-th link_map: its load bias, its name, its dynamic section, and the next one. */
void loaded_process_link(struct loaded_process *process, size_t n, uint64_t bias, const char *name,
			 uint64_t dynamic, uint64_t next);

struct bytes loaded_process_auxv(const struct loaded_process *process);
