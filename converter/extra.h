/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The .extra file: what lib/store/extra_keys.h names, drawn from a capture. Nothing of the
 * converter's own time, host or environment enters: the same capture gives the same bytes.
 */
#pragma once

#include <stdbool.h>

#include "lib/capture/crash_capture.h"

/* What an .extra says of its report, besides what the capture knows. Borrowed. */
struct extra_report {
	const char *id;		    /* report id, or "" */
	const char *minidump_hash;  /* SHA-256 in hexadecimal digits, NULL without a minidump */
	const char *no_dump_reason; /* NULL with one */
	bool readable_by_owner;	    /* the file was granted to the user whose program crashed */
};

/* Writes the file's content to fd. Returns 0, -ENOMEM or an errno of writing. */
int extra_write(const struct crash_capture *capture, const struct extra_report *report, int fd);
