/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/opened_minidump.h"

#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/fd_io.h"

int opened_minidump_init(struct opened_minidump *opened, struct bytes file)
{
	crash_capture_init(&opened->capture);
	opened->reader = NULL;
	opened->fd = memfd_create("minidump", MFD_CLOEXEC);
	assert(opened->fd >= 0 && fd_write_full(opened->fd, file.data, file.size) == 0);
	return minidump_reader_open(opened->fd, &opened->capture, &opened->reader);
}

void opened_minidump_done(struct opened_minidump *opened)
{
	minidump_reader_free(opened->reader);
	crash_capture_done(&opened->capture);
	(void)close(opened->fd);
}
