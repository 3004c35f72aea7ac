/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories of /proc whose entries are named by a number: threads, descriptors. */
#pragma once

#include <dirent.h>
#include <stdint.h>

/* The directory name below at, as a stream of its own: at is not moved. NULL with errno. */
DIR *numbered_directory_open(int at, const char *name);

/* The next entry whose name is a number, or NULL at the end. */
const struct dirent *numbered_directory_next(DIR *directory, uint32_t *ret_number);

/* For _cleanup_(). */
void numbered_directory_close(DIR **directory);
