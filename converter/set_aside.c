/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/set_aside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "converter/convert.h"

static int open_failed_directory(int spool_fd)
{
	int fd;

	if (mkdirat(spool_fd, SPOOL_FAILED, 0700) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(spool_fd, SPOOL_FAILED, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd >= 0 ? fd : -errno;
}

int set_aside(const struct store *store, const struct spool_input *input, const char *reason)
{
	_cleanup_close_ int failed_fd = open_failed_directory(store->spool_fd);
	char dump_name[STORE_NAME_SIZE], extra_name[STORE_NAME_SIZE];
	const struct conversion_output extra = { store->pending_fd, extra_name };
	int r;

	if (failed_fd < 0)
		return failed_fd;
	store_file_name(input->id, STORE_SUFFIX_DMP, dump_name);
	store_file_name(input->id, STORE_SUFFIX_EXTRA, extra_name);
	(void)unlinkat(store->pending_fd, dump_name, 0); /* of a conversion that died after it */
	r = convert_to_reason(&extra, REPORT_FILE_MODE, input->id, reason);
	if (r < 0)
		return r;
	if (renameat(store->spool_fd, input->name, failed_fd, input->name) < 0)
		return -errno;
	return 0;
}
