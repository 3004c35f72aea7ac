/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of the index: locked, appended to, and replaced. */
#pragma once

#include <sys/types.h>

#include "lib/base/bytes.h"
#include "lib/store/index_entry.h"
#include "lib/store/store.h"
#include "lib/store/store_usage.h"

/* Enough for every name of a file in the index, with its NUL. */
#define INDEX_NAME_SIZE 32

struct index_file {
	const char *name; /* in the index directory */
	uid_t reader;	  /* who may read it besides its owner, or INDEX_NO_READER */
	mode_t mode;
};

#define INDEX_ALL   "all"
#define INDEX_COUNT "count"
#define INDEX_USAGE "usage"

extern const struct index_file index_all_file, index_usage_file, index_count_file;

/* The file of what one user may read. Borrows name, which is filled. */
struct index_file index_user_file(uid_t uid, char name[INDEX_NAME_SIZE]);

/*
 * Waits for the lock that writers hold; it is released when the descriptor is closed. Returns 0 or
 * a negative errno.
 */
int index_lock(int index_fd, int *ret_fd);

/*
 * Appends lines to the file, which is made if it is missing: all of them, or in case of an error
 * none. Behind a torn line they start a new one. The lock must be held. Returns 0 or a negative
 * errno.
 */
int index_file_append(int index_fd, const struct index_file *file, struct bytes lines);

/* Replaces the file by one with this content. The lock must be held. Returns 0 or an errno. */
int index_file_replace(int index_fd, const struct index_file *file, struct bytes content);

/* Appends the content of a regular file to buffer. Returns 0 or a negative errno. */
int index_file_read(int index_fd, const char *name, size_t limit, struct byte_buffer *buffer);

/* Writes both files that count. The lock must be held. Returns 0 or a negative errno. */
int index_write_usage(const struct store *store, const struct store_usage *usage);
