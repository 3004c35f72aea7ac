/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run directory in /tmp. */
#pragma once

#include <stddef.h>

struct run_directory {
	char path[64];
};

/* Makes an empty one; aborts if it cannot. */
void run_directory_init(struct run_directory *directory);

/* Deletes it with its files. */
void run_directory_done(const struct run_directory *directory);

/* Replaces a file of it. */
void run_directory_put(const struct run_directory *directory, const char *name, const void *content,
		       size_t size);
