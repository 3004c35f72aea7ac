/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a process crashed, as one text. */
#pragma once

#include "minidumpctl/reports/catalog.h"
#include "minidumpctl/reports/report.h"

/*
 * "module+0xoffset", with " (symbol+0xoffset)" behind it if this host has a symbol for it; NULL if
 * the report does not say. Not escaped; the caller's.
 */
char *where_text(struct catalog *catalog, const struct report *report);
