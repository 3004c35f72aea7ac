/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The code of a module, from its file on this host: what a minidump has no room for. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/base/bytes.h"

struct image_code;

/*
 * Opens the module's file, if it has this build-id. Returns 0, -ENODATA if it has another one or
 * none, or another errno. image_code_free().
 */
int image_code_open(const char *path, struct bytes build_id, struct image_code **ret_code);

/*
 * Copies bytes from offset, counted from the module's base, on, at most size, as far as they lie in
 * one segment that cannot be written. Returns the count, 0 if there are none, or a negative errno.
 */
ssize_t image_code_read(const struct image_code *code, uint64_t offset, void *buffer, size_t size);

/* Accepts NULL. */
void image_code_free(struct image_code *code);

static inline void image_code_freep(struct image_code **code)
{
	image_code_free(*code);
}
