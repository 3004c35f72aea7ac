/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sample_report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "lib/base/fd_io.h"

/* A header and a directory with one unused stream. */
static int put_minidump(const struct store_directory *directory, const char *id)
{
	static const uint8_t empty[44] = "MDMP\x93\xa7\0\0\x01\0\0\0\x20";
	_cleanup_close_ int fd = NO_FD;
	char name[STORE_NAME_SIZE];
	int error = store_directory_put(directory, STORE_PENDING, id, STORE_SUFFIX_DMP, "");

	if (error < 0)
		return error;
	store_file_name(id, STORE_SUFFIX_DMP, name);
	fd = openat(directory->store.pending_fd, name, O_WRONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd_write_full(fd, empty, sizeof(empty));
}

int sample_report_put(const struct store_directory *directory, const char *id, unsigned int pid,
		      const char *more)
{
	_cleanup_free_ char *text = NULL;
	int error;

	if (asprintf(&text,
		     "{\"ReportId\":\"%s\",\"CrashTimeNanoseconds\":\"1763763194000000123\","
		     "\"ProcessId\":\"%u\",\"ThreadId\":\"%u\",\"UserId\":\"1000\","
		     "\"GroupId\":\"100\",\"Executable\":\"/usr/bin/crasher\","
		     "\"Comm\":\"crasher\",\"Signal\":\"SIGSEGV\",\"SignalNumber\":\"11\","
		     "\"SignalCode\":\"SEGV_MAPERR\","
		     "\"CrashAddress\":\"0x8\",\"Where\":\"crasher+0x1139\"%s}\n",
		     id, pid, pid + 1, more) < 0)
		return -ENOMEM;
	error = put_minidump(directory, id);
	if (error < 0)
		return error;
	return store_directory_put(directory, STORE_PENDING, id, STORE_SUFFIX_EXTRA, text);
}
