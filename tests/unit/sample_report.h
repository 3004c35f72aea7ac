/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports of crashes that never were. */
#pragma once

#include "tests/unit/store_directory.h"

#define SAMPLE_FIRST  "019aa87a-0001-7000-8000-000000000000"
#define SAMPLE_SECOND "019aa87a-0002-7000-8000-000000000000"
#define SAMPLE_THIRD  "019aa87a-0002-7000-8000-111111111111"

/*
 * Puts a .dmp and an .extra of a crash with this pid into pending/. more: further members, each
 * with a comma before it, or "". Returns 0 or a negative errno.
 */
int sample_report_put(const struct store_directory *directory, const char *id, unsigned int pid,
		      const char *more);
