/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ownership by scope: a variable marked with one of these attributes is released when its scope
 * ends. Hand a resource over with take_ptr() or take_fd(), which leave nothing behind to release.
 */
#pragma once

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define _cleanup_(f)	 __attribute__((cleanup(f)))
#define _cleanup_free_	 _cleanup_(cleanup_free)
#define _cleanup_close_	 _cleanup_(cleanup_close)
#define _cleanup_fclose_ _cleanup_(cleanup_fclose)

/* "No descriptor": every descriptor variable starts with it. */
#define NO_FD (-EBADF)

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_close(const int *fd)
{
	if (*fd >= 0) {
		int saved_errno = errno;

		(void)close(*fd);
		errno = saved_errno;
	}
}

static inline void cleanup_fclose(FILE **file)
{
	if (*file)
		(void)fclose(*file);
}

static inline void *take_ptr_at(void *pointer)
{
	void *taken;

	memcpy(&taken, pointer, sizeof(taken));
	memset(pointer, 0, sizeof(taken));
	return taken;
}

/* Returns pointer and sets it to NULL: the caller now owns what it pointed to. */
#define take_ptr(pointer) ((__typeof__(pointer))take_ptr_at(&(pointer)))

/* Returns *fd and sets it to NO_FD: the caller now owns the descriptor. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = NO_FD;
	return taken;
}
