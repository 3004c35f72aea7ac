/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One conversion: from an open input to a minidump and an .extra file under their final names. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct conversion_output {
	int directory_fd;
	const char *name; /* in that directory; NULL: this file is not wanted */
};

struct conversion {
	int input_fd;	/* seekable, but for a core */
	const char *id; /* of the report; NULL: what the input says */
	struct conversion_output dump;
	struct conversion_output extra;
	mode_t mode;	/* of both files */
	bool for_owner; /* grant whose program crashed read access, if the input proves the right */
};

enum conversion_step {
	CONVERSION_READ,  /* the input */
	CONVERSION_DUMP,  /* creating or writing the minidump */
	CONVERSION_EXTRA, /* creating or writing the .extra file */
};

struct conversion_failure {
	enum conversion_step step;
	bool creating; /* the file could not even be created */
	int error;     /* negative errno; -ENOEXEC: an input of unknown kind */
};

/*
 * Converts. The minidump comes first, the .extra file last, both with their directories synced; no
 * file has a final name before it is whole. When the minidump cannot be written, the .extra file
 * still is, with the reason. Returns 0, or the error in *ret_failure, which is set then only.
 */
int convert(const struct conversion *conversion, struct conversion_failure *ret_failure);

/*
 * Writes an .extra file that says nothing but why there is no minidump: for an input that cannot be
 * read. The time of the crash comes from id. Returns 0 or a negative errno.
 */
int convert_to_reason(const struct conversion_output *extra, mode_t mode, const char *id,
		      const char *reason);
