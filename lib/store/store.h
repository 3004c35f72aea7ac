/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state directory and what is in it:
 *
 *     spool/ID.idump.part   an intermediate dump that is being written
 *     spool/ID.idump        a complete one, which waits for the converter
 *     spool/failed/ID.idump one that could not be converted
 *     pending/ID.dmp        the minidump (optional)
 *     pending/ID.extra      the report: its being there is the commit mark
 *     submitted/            reports that were sent, as in pending/
 *     index/                what the reports say in short: lib/store/report_index.h
 */
#pragma once

#include <sys/types.h>

#include "lib/base/cleanup.h"
#include "lib/store/report_id.h"

#define STORE_SPOOL	"spool"
#define STORE_PENDING	"pending"
#define STORE_SUBMITTED "submitted"
#define STORE_INDEX	"index"
#define STORE_FAILED	"failed" /* in the spool: intermediate dumps that were set aside */

#define STORE_SUFFIX_PART     ".idump.part"
#define STORE_SUFFIX_UNLOCKED ".idump.new" /* for an instant, before it is a part */
#define STORE_SUFFIX_IDUMP    ".idump"
#define STORE_SUFFIX_DMP      ".dmp"
#define STORE_SUFFIX_EXTRA    ".extra"

/* Enough for an id, any suffix above and the NUL. */
#define STORE_NAME_SIZE (REPORT_ID_LENGTH + sizeof(STORE_SUFFIX_PART))

struct store {
	int state_fd;
	/* NO_FD: missing, or not ours to enter */
	int spool_fd, pending_fd, submitted_fd, index_fd;
	char *path; /* of the state directory, absolute */
};

#define STORE_INIT                              \
	((struct store){ .state_fd = NO_FD,     \
			 .spool_fd = NO_FD,     \
			 .pending_fd = NO_FD,   \
			 .submitted_fd = NO_FD, \
			 .index_fd = NO_FD,     \
			 .path = NULL })

/*
 * Opens the directories; no symbolic link is followed in the last part of each path. A
 * sub-directory that the caller may enter but not list is opened with O_PATH: files in it can be
 * opened by name. Returns 0 or a negative errno, of the state directory itself. store_done().
 */
int store_open(const char *state_directory, struct store *ret_store);

/*
 * Makes those directories that are missing: the state directory root's, 0711, the others of uid and
 * gid (spool 0700, the rest 0711). Existing ones are left as they are. Returns 0 or a negative
 * errno; the parent of the state directory must exist.
 */
int store_create(const char *state_directory, uid_t uid, gid_t gid);

/*
 * Makes the index directory where it is missing, 0711, the spool's owner's: for stores that an
 * older version made, and only by who may write to the state directory. Opens it, if the store has
 * it not open. Returns 0 or a negative errno.
 */
int store_make_index(struct store *store);

/* Closes and frees; the store is as STORE_INIT then. */
void store_done(struct store *store);

/* The name of a report's file: ID and one of the suffixes above. */
void store_file_name(const char *id, const char *suffix, char ret_name[STORE_NAME_SIZE]);
