/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbols of crashed modules, each module's loaded once however many reports name it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/elf/image/symbol_table.h"
#include "minidumpctl/reports/report.h"

/* Enough for "name+0x...", of which the name may be cut. */
#define SYMBOL_TEXT_SIZE 512

struct symbol_cache_entry;

struct symbol_cache {
	void *tree;			   /* all entries, tsearch(3) */
	struct symbol_cache_entry *newest; /* of those whose file is open */
	size_t n_open;
};

void symbol_cache_done(struct symbol_cache *cache);

/*
 * "name+0xoffset" of the byte at offset from the base of the module, whose build-id is lower-case
 * hexadecimal; as the module has it, not escaped. False if this host has no symbol for it.
 */
bool symbol_cache_look_up(struct symbol_cache *cache, const char *module, const char *build_id,
			  uint64_t offset, char ret_text[SYMBOL_TEXT_SIZE]);

/*
 * "name+0xoffset" of the place where the report's process crashed, as the module's bytes have it
 * (not escaped). False if the report does not say where, or this host has no symbol for it.
 */
bool symbol_cache_find(struct symbol_cache *cache, const struct report *report,
		       char ret_text[SYMBOL_TEXT_SIZE]);
