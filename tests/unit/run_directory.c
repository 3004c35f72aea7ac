/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/run_directory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/store/run_file.h"

static const char *const names[] = { RUN_FILE_SLOTS, RUN_FILE_RATES, RUN_FILE_COUNTS };

void run_directory_init(struct run_directory *directory)
{
	(void)snprintf(directory->path, sizeof(directory->path), "/tmp/minidumpd-run-XXXXXX");
	if (!mkdtemp(directory->path))
		abort();
}

void run_directory_done(const struct run_directory *directory)
{
	char path[96];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", directory->path, names[i]);
		(void)unlink(path);
	}
	(void)rmdir(directory->path);
}

void run_directory_put(const struct run_directory *directory, const char *name, const void *content,
		       size_t size)
{
	_cleanup_close_ int fd = NO_FD;
	char path[96];

	(void)snprintf(path, sizeof(path), "%s/%s", directory->path, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || fd_write_full(fd, content, size) < 0)
		abort();
}
