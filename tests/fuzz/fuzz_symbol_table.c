/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any file as a module: what a symbol is said to hold lies in it, and its name ends. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/elf/image/symbol_table.h"

/* The build-id that the inputs of the corpus have. */
#define BUILD_ID "\xab\xcd\xef\x01"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_around(const struct symbol_table *table)
{
	struct symbol_match match;

	for (uint64_t offset = 0; offset < 0x4000; offset += 0x40)
		if (symbol_table_find(table, offset, &match) &&
		    (strlen(match.name) == 0 || match.offset > UINT64_MAX / 2))
			abort();
	(void)symbol_table_find(table, UINT64_MAX, &match);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(symbol_table_freep) struct symbol_table *table = NULL;
	_cleanup_close_ int fd = memfd_create("module", MFD_CLOEXEC);
	char path[32];

	if (fd < 0 || fd_write_full(fd, data, size) < 0)
		abort();
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (symbol_table_open(path, bytes_of(BUILD_ID, 4), NULL, &table) == 0)
		look_around(table);
	return 0;
}
