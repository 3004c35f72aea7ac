/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define STATE_MODE 0711
#define SPOOL_MODE 0700
#define OTHER_MODE 0711

#define DIRECTORY_FLAGS (O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static int open_directory(int parent_fd, const char *name)
{
	int fd = openat(parent_fd, name, O_RDONLY | DIRECTORY_FLAGS);

	return fd >= 0 ? fd : -errno;
}

/* A sub-directory's descriptor, listable if possible, or NO_FD. */
static int open_optional(int state_fd, const char *name)
{
	int fd = open_directory(state_fd, name);

	if (fd == -EACCES)
		fd = openat(state_fd, name, O_PATH | DIRECTORY_FLAGS);
	return fd >= 0 ? fd : NO_FD;
}

int store_open(const char *state_directory, struct store *ret_store)
{
	_cleanup_(store_done) struct store store = STORE_INIT;

	store.state_fd = openat(AT_FDCWD, state_directory, O_PATH | DIRECTORY_FLAGS);
	if (store.state_fd < 0)
		return -errno;
	store.path = realpath(state_directory, NULL);
	if (!store.path)
		return -errno;
	store.spool_fd = open_optional(store.state_fd, STORE_SPOOL);
	store.pending_fd = open_optional(store.state_fd, STORE_PENDING);
	store.submitted_fd = open_optional(store.state_fd, STORE_SUBMITTED);
	store.index_fd = open_optional(store.state_fd, STORE_INDEX);
	*ret_store = store;
	store = STORE_INIT;
	return 0;
}

/* Gives a directory that was just made its owner and mode, whatever the umask is. */
static int own_directory(int parent_fd, const char *name, uid_t uid, gid_t gid, mode_t mode)
{
	_cleanup_close_ int fd = open_directory(parent_fd, name);

	if (fd < 0)
		return fd;
	if (fchown(fd, uid, gid) < 0 || fchmod(fd, mode) < 0)
		return -errno;
	return 0;
}

static int make_directory(int parent_fd, const char *name, uid_t uid, gid_t gid, mode_t mode)
{
	int error;

	if (mkdirat(parent_fd, name, 0700) < 0)
		return errno == EEXIST ? 0 : -errno;
	error = own_directory(parent_fd, name, uid, gid, mode);
	if (error < 0)
		(void)unlinkat(parent_fd, name, AT_REMOVEDIR);
	return error;
}

int store_create(const char *state_directory, uid_t uid, gid_t gid)
{
	static const struct {
		const char *name;
		mode_t mode;
	} directories[] = {
		{ STORE_SPOOL, SPOOL_MODE },
		{ STORE_PENDING, OTHER_MODE },
		{ STORE_SUBMITTED, OTHER_MODE },
		{ STORE_INDEX, OTHER_MODE },
	};
	_cleanup_close_ int state_fd = NO_FD;
	int error = make_directory(AT_FDCWD, state_directory, geteuid(), getegid(), STATE_MODE);

	if (error < 0)
		return error;
	state_fd = open_directory(AT_FDCWD, state_directory);
	if (state_fd < 0)
		return state_fd;
	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++) {
		error = make_directory(state_fd, directories[i].name, uid, gid,
				       directories[i].mode);
		if (error < 0)
			return error;
	}
	return 0;
}

int store_make_index(struct store *store)
{
	struct stat spool;
	int r;

	if (store->index_fd >= 0)
		return 0;
	if (store->spool_fd < 0)
		return -ENOENT;
	if (fstat(store->spool_fd, &spool) < 0)
		return -errno;
	r = make_directory(store->state_fd, STORE_INDEX, spool.st_uid, spool.st_gid, OTHER_MODE);
	if (r == 0)
		store->index_fd = open_optional(store->state_fd, STORE_INDEX);
	return r == 0 && store->index_fd < 0 ? -EACCES : r;
}

void store_done(struct store *store)
{
	cleanup_close(&store->state_fd);
	cleanup_close(&store->spool_fd);
	cleanup_close(&store->pending_fd);
	cleanup_close(&store->submitted_fd);
	cleanup_close(&store->index_fd);
	free(store->path);
	*store = STORE_INIT;
}

void store_file_name(const char *id, const char *suffix, char ret_name[STORE_NAME_SIZE])
{
	(void)snprintf(ret_name, STORE_NAME_SIZE, "%.*s%s", REPORT_ID_LENGTH, id, suffix);
}
