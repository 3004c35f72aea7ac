/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An ELF image as it lies in the memory of a process: what its program headers say, read through a
 * memory_reader and believed in nothing. 32- and 64-bit, little-endian, ET_EXEC and ET_DYN.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/base/pool.h"
#include "lib/capture/memory_reader.h"

#define MEMORY_IMAGE_MAX_NOTES 16

struct memory_image_range {
	uint64_t start, size; /* run-time addresses */
};

struct memory_image {
	uint64_t base;	    /* of the ELF header */
	uint64_t load_bias; /* run-time address minus p_vaddr */
	uint64_t size;	    /* from base to the end of the last PT_LOAD */
	uint16_t machine;
	uint8_t elf_class;
	struct memory_image_range program_headers;
	struct memory_image_range dynamic; /* size 0: none */
	struct memory_image_range notes[MEMORY_IMAGE_MAX_NOTES];
	size_t n_notes;
};

/*
 * Reads the ELF and program headers at base. Returns 0, -ENOEXEC if that is no ELF image (or an
 * inconsistent one), or -EFAULT if it cannot be read.
 */
int memory_image_read(struct memory_reader *reader, uint64_t base, struct memory_image *ret_image);

/* The GNU build-id, owned by pool; -ENOENT without one. */
int memory_image_build_id(struct memory_reader *reader, const struct memory_image *image,
			  struct pool *pool, struct bytes *ret_build_id);

/* DT_SONAME, owned by pool; -ENOENT without one or where its memory cannot be read. */
int memory_image_soname(struct memory_reader *reader, const struct memory_image *image,
			struct pool *pool, const char **ret_soname);
