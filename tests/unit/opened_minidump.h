/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A minidump in memory, read into a capture. */
#pragma once

#include "lib/base/bytes.h"
#include "lib/capture/crash_capture.h"
#include "lib/minidump/minidump_reader.h"

struct opened_minidump {
	int fd;
	struct crash_capture capture;
	struct minidump_reader *reader;
};

/* Returns what minidump_reader_open() does. opened_minidump_done() in any case. */
int opened_minidump_init(struct opened_minidump *opened, struct bytes file);
void opened_minidump_done(struct opened_minidump *opened);
