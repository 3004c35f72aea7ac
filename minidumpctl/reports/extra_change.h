/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes values of a report that is there already, in one step that cannot be seen half done. */
#pragma once

#include <stddef.h>

#include "minidumpctl/reports/report.h"

struct extra_value {
	const char *name;
	const char *value; /* UTF-8; "": the name goes */
};

/*
 * Rewrites the report's .extra with the values set; its owner, mode and ACL stay. Two changes at
 * the same time both take effect. On success *report holds the new content. Returns 0; -ENOENT if
 * the report has no .extra (yet); -EBADMSG if that is damaged; or another errno.
 */
int extra_change(struct report *report, const struct extra_value *values, size_t count);
