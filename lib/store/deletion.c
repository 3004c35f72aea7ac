/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/deletion.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "lib/base/fd_io.h"

/*
 * Takes the lock that a writer or converter holds while at work. Returns the descriptor that holds
 * it, NO_FD if there is no such file, or another negative errno: -EWOULDBLOCK if it is taken.
 */
static int lock_file(int directory_fd, const char *name)
{
	_cleanup_close_ int fd = NO_FD;

	if (directory_fd < 0)
		return NO_FD;
	fd = openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? NO_FD : -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	/* Renamed or deleted before the lock was ours: somebody is at work. */
	return fd_is_named(fd, directory_fd, name) ? take_fd(&fd) : -EWOULDBLOCK;
}

static char *path_of(const struct store *store, const char *directory, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s/%s", store->path, directory, name) < 0 ? NULL : path;
}

static int delete_named(const struct store *store, int directory_fd, const char *directory,
			const char *name, struct deletion *deletion)
{
	int error = 0;

	if (directory_fd < 0)
		return 0;
	if (unlinkat(directory_fd, name, 0) < 0)
		error = -errno;
	if (error == 0)
		deletion->deleted[deletion->n_deleted++] = path_of(store, directory, name);
	else if (error != -ENOENT)
		deletion->failed = path_of(store, directory, name);
	return error == -ENOENT ? 0 : error;
}

static int delete_file(const struct store *store, int directory_fd, const char *directory,
		       const char *id, const char *suffix, struct deletion *deletion)
{
	char name[STORE_NAME_SIZE];

	store_file_name(id, suffix, name);
	return delete_named(store, directory_fd, directory, name, deletion);
}

/* A dump that was set aside is kept for as long as the report that tells of it. */
static int delete_set_aside(const struct store *store, const char *id, struct deletion *deletion)
{
	char name[STORE_NAME_SIZE], path[sizeof(STORE_FAILED) + STORE_NAME_SIZE];

	store_file_name(id, STORE_SUFFIX_IDUMP, name);
	(void)snprintf(path, sizeof(path), STORE_FAILED "/%s", name);
	return delete_named(store, store->spool_fd, STORE_SPOOL, path, deletion);
}

/* Makes deletions durable, where the caller may open the directory. */
static void sync_directory(int directory_fd)
{
	_cleanup_close_ int fd = NO_FD;

	if (directory_fd >= 0)
		fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		(void)fsync(fd);
}

static int delete_files(const struct store *store, const char *id, struct deletion *deletion)
{
	const struct {
		int directory_fd;
		const char *directory, *suffix;
	} files[] = {
		{ store->spool_fd, STORE_SPOOL, STORE_SUFFIX_PART },
		{ store->spool_fd, STORE_SPOOL, STORE_SUFFIX_IDUMP },
		{ store->pending_fd, STORE_PENDING, STORE_SUFFIX_EXTRA },
		{ store->submitted_fd, STORE_SUBMITTED, STORE_SUFFIX_EXTRA },
		{ store->pending_fd, STORE_PENDING, STORE_SUFFIX_DMP },
		{ store->submitted_fd, STORE_SUBMITTED, STORE_SUFFIX_DMP },
	};
	int error = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files) && error == 0; i++)
		error = delete_file(store, files[i].directory_fd, files[i].directory, id,
				    files[i].suffix, deletion);
	if (error == 0)
		error = delete_set_aside(store, id, deletion);
	return error;
}

int deletion_run(const struct store *store, const char *id, struct deletion *ret_deletion)
{
	_cleanup_close_ int part_fd = NO_FD;
	_cleanup_close_ int idump_fd = NO_FD;
	char name[STORE_NAME_SIZE];

	store_file_name(id, STORE_SUFFIX_PART, name);
	part_fd = lock_file(store->spool_fd, name);
	if (part_fd < 0 && part_fd != NO_FD)
		return part_fd;
	store_file_name(id, STORE_SUFFIX_IDUMP, name);
	idump_fd = lock_file(store->spool_fd, name);
	if (idump_fd < 0 && idump_fd != NO_FD)
		return idump_fd;
	return delete_files(store, id, ret_deletion);
}

void deletion_sync(const struct store *store)
{
	sync_directory(store->spool_fd);
	sync_directory(store->pending_fd);
	sync_directory(store->submitted_fd);
}

void deletion_done(struct deletion *deletion)
{
	for (size_t i = 0; i < deletion->n_deleted; i++)
		free(deletion->deleted[i]);
	free(deletion->failed);
	*deletion = DELETION_INIT;
}
