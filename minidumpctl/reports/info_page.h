/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The readable page about one crash. */
#pragma once

#include "minidumpctl/reports/catalog.h"
#include "minidumpctl/reports/report.h"

/* Prints what is known on stdout; what is not known takes no line. */
void info_page_print(struct catalog *catalog, const struct report *report,
		     const struct invocation *invocation);
