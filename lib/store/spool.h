/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An intermediate dump while it is written: created without a name and locked, linked as
 * ID.idump.part, and renamed to ID.idump when complete. So it never exists unlocked while its
 * writer lives, and what has its final name is whole.
 */
#pragma once

#include <sys/types.h>

#include "lib/base/cleanup.h"
#include "lib/store/report_id.h"

struct spool_file {
	int fd;	      /* write-only, locked; the lock lives as long as any copy of the fd */
	int spool_fd; /* borrowed: the directory */
	char id[REPORT_ID_SIZE];
};

#define SPOOL_FILE_INIT ((struct spool_file){ .fd = NO_FD, .spool_fd = NO_FD })

/*
 * Creates ID.idump.part in the directory, of uid and gid, mode 0600: whoever drains the spool can
 * take it even if its writer dies. Returns 0 or a negative errno.
 */
int spool_file_create(int spool_fd, const char *id, uid_t uid, gid_t gid,
		      struct spool_file *ret_file);

/*
 * Makes it durable and renames it to its final name. Returns 0; a negative errno, and then the file
 * keeps the name of a part; or a positive one if only the directory could not be synced: the file
 * has its final name, but may lose it if the machine stops now.
 */
int spool_file_finish(struct spool_file *file);

/* Removes an unfinished file. */
void spool_file_discard(struct spool_file *file);

void spool_file_done(struct spool_file *file);
