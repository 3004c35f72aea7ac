/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report as JSON: the schema is in minidumpctl(1). */
#pragma once

#include "minidumpctl/reports/catalog.h"
#include "minidumpctl/reports/report.h"

/* An object with the members that every verb prints. The caller's; NULL without memory. */
json_t *report_to_json(struct catalog *catalog, const struct report *report);

/* Adds to the object all values of the .extra, and its soft errors as an array of objects. */
void report_add_details(json_t *object, const struct report *report);
