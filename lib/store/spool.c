/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/store/store.h"

#define SPOOL_FILE_MODE 0600

struct owner {
	uid_t uid;
	gid_t gid;
};

/* Before it is a part: whoever finds a part whose writer was killed must be able to open it. */
static int own(int fd, const struct owner *owner)
{
	if (fchown(fd, owner->uid, owner->gid) < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	return 0;
}

/* A file that has no name until it is locked. Not every file system can do that. */
static int create_unnamed(int spool_fd, const char *name, const struct owner *owner, int *ret_fd)
{
	_cleanup_close_ int fd =
		openat(spool_fd, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, SPOOL_FILE_MODE);
	char path[64];
	int r;

	if (fd < 0)
		return -errno;
	r = own(fd, owner);
	if (r < 0)
		return r;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (linkat(AT_FDCWD, path, spool_fd, name, AT_SYMLINK_FOLLOW) < 0)
		return -errno;
	*ret_fd = take_fd(&fd);
	return 0;
}

/*
 * Until it is locked the file has a name that nobody takes for a dump: else whoever drains the
 * spool could lock it first, and take its writer for dead.
 */
static int create_named(int spool_fd, const char *id, const char *name, const struct owner *owner,
			int *ret_fd)
{
	_cleanup_close_ int fd = NO_FD;
	char unlocked[STORE_NAME_SIZE];
	int r;

	store_file_name(id, STORE_SUFFIX_UNLOCKED, unlocked);
	fd = openat(spool_fd, unlocked, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC,
		    SPOOL_FILE_MODE);
	if (fd < 0)
		return -errno;
	r = own(fd, owner);
	if (r == 0 && renameat(spool_fd, unlocked, spool_fd, name) < 0)
		r = -errno;
	if (r < 0) {
		(void)unlinkat(spool_fd, unlocked, 0);
		return r;
	}
	*ret_fd = take_fd(&fd);
	return 0;
}

int spool_file_create(int spool_fd, const char *id, uid_t uid, gid_t gid,
		      struct spool_file *ret_file)
{
	_cleanup_(spool_file_done) struct spool_file file = { .fd = NO_FD, .spool_fd = spool_fd };
	const struct owner owner = { uid, gid };
	char name[STORE_NAME_SIZE];
	int r;

	if (!report_id_is_valid(id))
		return -EINVAL;
	memcpy(file.id, id, sizeof(file.id));
	store_file_name(id, STORE_SUFFIX_PART, name);
	r = create_unnamed(spool_fd, name, &owner, &file.fd);
	if (r == -EOPNOTSUPP || r == -EISDIR || r == -ENOENT)
		r = create_named(spool_fd, id, name, &owner, &file.fd);
	if (r < 0)
		return r;
	*ret_file = file;
	file = SPOOL_FILE_INIT;
	return 0;
}

int spool_file_finish(struct spool_file *file)
{
	char part[STORE_NAME_SIZE], name[STORE_NAME_SIZE];

	store_file_name(file->id, STORE_SUFFIX_PART, part);
	store_file_name(file->id, STORE_SUFFIX_IDUMP, name);
	if (fsync(file->fd) < 0)
		return -errno;
	if (renameat(file->spool_fd, part, file->spool_fd, name) < 0)
		return -errno;
	return fsync(file->spool_fd) < 0 ? errno : 0;
}

void spool_file_discard(struct spool_file *file)
{
	char part[STORE_NAME_SIZE];

	store_file_name(file->id, STORE_SUFFIX_PART, part);
	(void)unlinkat(file->spool_fd, part, 0);
	spool_file_done(file);
}

void spool_file_done(struct spool_file *file)
{
	cleanup_close(&file->fd);
	*file = SPOOL_FILE_INIT;
}
