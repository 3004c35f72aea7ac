/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A minidump, read. */
#pragma once

#include "lib/minidump/minidump_reader.h"
#include "minidumpctl/dump/dump_file.h"
#include "minidumpctl/dump/module_memory.h"

struct dump {
	const struct dump_file *file; /* borrowed */
	struct crash_capture *capture;
	struct minidump_reader *reader;
	struct module_memory *memory; /* that of the dump, and code from files of this host */
};

#define DUMP_INIT ((struct dump){ .capture = NULL })

/* Reads the file's minidump. Returns 0, or a negative errno after a complaint. dump_done(). */
int dump_read(const struct dump_file *file, struct dump *ret_dump);
void dump_done(struct dump *dump);

/* Size of a place as dump_place_text() writes it. */
#define PLACE_TEXT_SIZE 320

/* "libfoo.so.1+0x1234", or "0x..." outside of modules: not escaped, and a long name cut. */
void dump_place_text(const struct dump *dump, uint64_t address, char ret_text[PLACE_TEXT_SIZE]);
