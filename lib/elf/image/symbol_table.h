/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names for addresses in a module, from the ELF files of this host. A file counts only if its GNU
 * build-id is the one that the crash reported. Files may be hostile: they are read with bounds,
 * never mapped.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"

struct symbol_table;

struct symbol_match {
	const char *name; /* as linked, mangled; any bytes; borrowed from the table */
	uint64_t offset;  /* of the address from the start of the symbol */
};

/*
 * Loads the function symbols of the module at path: its .symtab, else that of the file with its
 * build-id below debug_directory ("/usr/lib/debug"; may be NULL), else its .dynsym. Returns 0;
 * -ENODATA if none of them exists with this build-id; or another errno. symbol_table_free().
 */
int symbol_table_open(const char *path, struct bytes build_id, const char *debug_directory,
		      struct symbol_table **ret_table);

/* The symbol that holds the byte at offset from the module's base; false if there is none. */
bool symbol_table_find(const struct symbol_table *table, uint64_t offset,
		       struct symbol_match *ret_match);

/* Accepts NULL. */
void symbol_table_free(struct symbol_table *table);

static inline void symbol_table_freep(struct symbol_table **table)
{
	symbol_table_free(*table);
}
