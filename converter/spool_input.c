/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/spool_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

static bool is_partial(const char *name)
{
	return strcmp(name + REPORT_ID_LENGTH, STORE_SUFFIX_PART) == 0;
}

bool spool_input_is_named(const char *name, char ret_id[REPORT_ID_SIZE])
{
	char id[REPORT_ID_SIZE];

	if (strnlen(name, REPORT_ID_LENGTH) < REPORT_ID_LENGTH)
		return false;
	memcpy(id, name, REPORT_ID_LENGTH);
	id[REPORT_ID_LENGTH] = '\0';
	if (!report_id_is_valid(id) ||
	    (!is_partial(name) && strcmp(name + REPORT_ID_LENGTH, STORE_SUFFIX_IDUMP) != 0))
		return false;
	memcpy(ret_id, id, sizeof(id));
	return true;
}

/* Between open and lock the name may have come to mean another file, or nothing. */
static int check_still_named(int spool_fd, const char *name, int fd)
{
	struct stat opened, named;

	if (fstat(fd, &opened) < 0 || fstatat(spool_fd, name, &named, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (opened.st_dev != named.st_dev || opened.st_ino != named.st_ino)
		return -ENOENT;
	return S_ISREG(opened.st_mode) ? 0 : -EINVAL;
}

/* What nobody locks and still has its writer's name: the writer died. */
static int adopt_partial(int spool_fd, const char *name, const char *final_name)
{
	if (renameat2(spool_fd, name, spool_fd, final_name, RENAME_NOREPLACE) < 0)
		return -errno;
	return 0;
}

int spool_input_take(int spool_fd, const char *name, struct spool_input *ret_input)
{
	_cleanup_(spool_input_done) struct spool_input input = SPOOL_INPUT_INIT;
	int r;

	if (!spool_input_is_named(name, input.id))
		return -EINVAL;
	store_file_name(input.id, STORE_SUFFIX_IDUMP, input.name);
	input.fd = openat(spool_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (input.fd < 0 || flock(input.fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	r = check_still_named(spool_fd, name, input.fd);
	if (r == 0 && is_partial(name))
		r = adopt_partial(spool_fd, name, input.name);
	if (r < 0)
		return r;
	*ret_input = input;
	input = SPOOL_INPUT_INIT;
	return 0;
}

void spool_input_done(struct spool_input *input)
{
	cleanup_close(&input->fd);
	*input = SPOOL_INPUT_INIT;
}
