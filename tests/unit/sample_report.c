/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sample_report.h"

#include <errno.h>
#include <stdio.h>

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
	error = store_directory_put(directory, STORE_PENDING, id, STORE_SUFFIX_DMP, "MDMP");
	if (error < 0)
		return error;
	return store_directory_put(directory, STORE_PENDING, id, STORE_SUFFIX_EXTRA, text);
}
