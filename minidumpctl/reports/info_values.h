/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values on the page about a crash that are put together from several of the report's. */
#pragma once

#include "minidumpctl/reports/catalog.h"
#include "minidumpctl/reports/report.h"

struct info_subject {
	struct catalog *catalog;
	const struct report *report;
	bool utc;
};

/* Each returns a text, not escaped, the caller's; or NULL if nothing is known. */
char *info_report(const struct info_subject *subject);
char *info_time(const struct info_subject *subject);
char *info_program(const struct info_subject *subject);
char *info_signal(const struct info_subject *subject);
char *info_sender(const struct info_subject *subject);
char *info_where(const struct info_subject *subject);
char *info_process(const struct info_subject *subject);
char *info_thread(const struct info_subject *subject);
char *info_user(const struct info_subject *subject);
char *info_uptime(const struct info_subject *subject);
char *info_kernel(const struct info_subject *subject);
char *info_captured(const struct info_subject *subject);
char *info_minidump(const struct info_subject *subject);
char *info_extra(const struct info_subject *subject);
char *info_intermediate(const struct info_subject *subject);
