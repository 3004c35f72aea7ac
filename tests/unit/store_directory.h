/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A state directory in /tmp with files made by hand. */
#pragma once

#include "lib/store/store.h"

struct store_directory {
	char path[64];
	struct store store;
};

/* Makes and opens an empty one. Returns 0 or a negative errno. */
int store_directory_init(struct store_directory *directory);

/* Deletes it with all that is in it. */
void store_directory_done(struct store_directory *directory);

/* Writes DIRECTORY/ID SUFFIX. Returns 0 or a negative errno. */
int store_directory_put(const struct store_directory *directory, const char *folder, const char *id,
			const char *suffix, const char *content);

/* The same, of size bytes. */
int store_directory_put_bytes(const struct store_directory *directory, const char *folder,
			      const char *id, const char *suffix, const void *content, size_t size);
