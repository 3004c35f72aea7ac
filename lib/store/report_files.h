/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of one report take, and who may read them. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "lib/store/store_list.h"

struct report_files {
	uint64_t bytes; /* on disk, not as long as they are */
	uint64_t n_files;
	uid_t reader; /* to whom the .extra is granted, or INDEX_NO_READER */
	bool has_minidump;
};

/*
 * Looks at all files of a report, also at an intermediate dump that was set aside. What cannot be
 * looked at does not count.
 */
void report_files_look(const struct store *store, const struct store_report *report,
		       struct report_files *ret_files);
