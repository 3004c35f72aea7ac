/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of the run directory: what collectors share with each other until the next boot. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#define RUN_FILE_SLOTS	"slots"	 /* collector/slots.h */
#define RUN_FILE_RATES	"rates"	 /* rate_table.h */
#define RUN_FILE_COUNTS "counts" /* outcome_counts.h */

/*
 * Opens a regular file for reading and writing, and makes it with this mode if it is missing. No
 * symbolic link is followed, nothing is waited for. Returns the descriptor or a negative errno.
 */
int run_file_open(const char *run_directory, const char *name, mode_t mode);

/*
 * Opens it as above and maps its first size bytes, shared. It grows to size if it is shorter, with
 * zeros, and whoever maps it then finds room on the disk for all of them (-ENOSPC if there is
 * none). Returns 0 or a negative errno. munmap() it.
 */
int run_file_map(const char *run_directory, const char *name, mode_t mode, size_t size,
		 void **ret_memory);
