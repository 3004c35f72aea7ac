/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/where.h"

#include <stdio.h>
#include <string.h>

char *where_text(struct catalog *catalog, const struct report *report)
{
	const char *where = report_text(report, EXTRA_WHERE);
	char symbol[SYMBOL_TEXT_SIZE];
	char *text;

	if (!where)
		return NULL;
	if (!symbol_cache_find(&catalog->symbols, report, symbol))
		return strdup(where);
	return asprintf(&text, "%s (%s)", where, symbol) < 0 ? NULL : text;
}
