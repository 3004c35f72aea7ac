/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NT_FILE: which files were mapped where (fs/binfmt_elf.c, fill_files_note): a count and the unit
 * of offsets, then start, end and offset of each mapping, words of the core's class; then the
 * files' names, each with its NUL, in the same order.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/base/pool.h"

struct core_file_mapping {
	uint64_t start, end;
	uint64_t offset;   /* in the file, in bytes */
	uint64_t number;   /* the same for mappings of the same file, from 1 on */
	struct bytes path; /* as the process's root shows it; borrowed from the note */
};

struct core_files {
	struct core_file_mapping *mappings; /* ascending; owned by the pool */
	size_t n_mappings;
};

/*
 * Parses the note, at most LIMIT_MAPPINGS mappings. An entry whose addresses make no sense is left
 * out. Returns 0, -EBADMSG if the note ends before its names do (what was whole until then is
 * there), or -ENOMEM.
 */
int core_files_parse(struct bytes note, uint8_t elf_class, struct pool *pool,
		     struct core_files *ret_files);

/* The mapping that holds address, or NULL. */
const struct core_file_mapping *core_files_find(const struct core_files *files, uint64_t address);
