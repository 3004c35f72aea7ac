/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An ELF file on disk, opened with libelf after its build-id was checked. */
#pragma once

#include <libelf.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/base/cleanup.h"

struct image_file {
	int fd;
	Elf *elf;
};

#define IMAGE_FILE_INIT ((struct image_file){ .fd = NO_FD, .elf = NULL })

/*
 * Opens a regular file; a FIFO or a device is neither waited for nor read. Returns 0, -ENOEXEC if
 * it is no ELF file, -ENODATA if its build-id is another or none, or another errno.
 */
int image_file_open(const char *path, struct bytes build_id, struct image_file *ret_file);
void image_file_done(struct image_file *file);

/* The address that its first byte has before relocation: the first PT_LOAD's, less its offset. */
int image_file_base(const struct image_file *file, uint64_t *ret_base);
