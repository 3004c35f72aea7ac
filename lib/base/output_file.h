/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that appears under its name only when it is whole and on disk. Until then it has no name
 * (O_TMPFILE) or, on file systems that cannot do that, a name of its own that ends in ".tmp".
 */
#pragma once

#include <limits.h>
#include <sys/types.h>

#include "lib/base/cleanup.h"

struct output_file {
	int fd;			      /* for reading and writing */
	int directory_fd;	      /* borrowed */
	const char *name;	      /* borrowed */
	char temporary[NAME_MAX + 1]; /* "" while the file has no name */
};

#define OUTPUT_FILE_INIT ((struct output_file){ .fd = NO_FD })

/*
 * Creates an empty file of this mode, whatever the umask is, to become name in the directory. A
 * name that is taken by something else than a regular file (a device, a directory) is refused with
 * -EEXIST: a rename would replace it. Returns 0 or a negative errno.
 */
int output_file_create(int directory_fd, const char *name, mode_t mode,
		       struct output_file *ret_file);

/*
 * Syncs the file, but not its directory, and gives it its name, in place of a file that has it.
 * Returns 0 or a negative errno.
 */
int output_file_commit(struct output_file *file);

/* Closes the file; one that was not committed is gone. Accepts OUTPUT_FILE_INIT. */
void output_file_done(struct output_file *file);
